# SPDX-License-Identifier: Apache-2.0
# Part of the launcher: puts the plugin where hosts look, takes it away, and says why a host might not list or hear it.
#
# All that plugins share lies once, in a folder of its own below $data; what lies in the hosts' folders leads there. Bundles are real folders
# with a link inside, for Ardour does not follow a link to a VST3 bundle.

readonly NOT_WRITTEN=4 PLUGIN_FAILED=8
data=${XDG_DATA_HOME:-$HOME/.local/share}/kitscribe
formats=(CLAP LV2 VST3)
declare -A host_folder=([CLAP]=$HOME/.clap [LV2]=$HOME/.lv2 [VST3]=$HOME/.vst3)
declare -A plugin_file=([CLAP]=kitscribe.clap [LV2]=kitscribe.lv2 [VST3]=Kitscribe.vst3)

# Where a format's plugin lies for hosts.
place() { echo "${host_folder[$1]}/${plugin_file[$1]}"; }

# library PLUGIN: the file in it that hosts load.
library() {
  if [[ -d $1 && ! -L $1 ]]; then find "$1" -name '*.so' -print -quit; else echo "$1"; fi
}

# is_ours PLUGIN: it leads to an installation of ours, or to this build.
is_ours() {
  local target
  target=$(library "$1")
  [[ -L $target || -L $1 ]] && [[ $(readlink -m "$target") == @("$data"|"$here")/* ]]
}

# in_use FOLDER: some process, a DAW perhaps, has loaded its engine.
in_use() { grep -qsF "$1/libkitscribe-engine.so" /proc/[0-9]*/maps; }

# Copies the built plugin and all that it needs but the JDK into a folder of its own, whose name it prints.
copy_runtime() {
  local version folder
  version=$(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' "$here/native-shim/CMakeLists.txt")
  mkdir -p "$data" && folder=$(mktemp -d "$data/$version.XXXXXX") && chmod 755 "$folder" && mkdir "$folder/packs" &&
    cp -r "$runtime"/{lib,natives,kitscribe.clap,kitscribe.lv2,Kitscribe.vst3,libkitscribe-engine.so,kitscribe-host} "$folder" &&
    cp -rL "$runtime/packs/drums" "$folder/packs" && ln -s "$(find_jdk)" "$folder/jdk" && list_files "$folder" || return
  archive_plugin "$folder" >&2
  echo "$folder"
}

# put FOLDER FORMAT: replaces by rename what lies where hosts look.
put() {
  local from=$1/${plugin_file[$2]} to part old so
  to=$(place "$2")
  part=${to%/*}/.kitscribe.$$.new old=${to%/*}/.kitscribe.$$.old
  mkdir -p "${to%/*}" || return
  if [[ -d $from ]]; then
    cp -r "$from" "$part" && so=$(library "$from") && ln -sf "$so" "$part${so#"$from"}" || return
  else
    ln -s "$from" "$part" || return
  fi
  if [[ -e $to || -L $to ]]; then mv -T "$to" "$old" || return; fi
  mv -T "$part" "$to" && rm -rf "$old"
}

install_plugin() {
  local format folder old
  build_plugin
  for format in "${formats[@]}"; do
    old=$(place "$format")
    if [[ -e $old || -L $old ]] && ! is_ours "$old"; then
      say "$old was not put there by this installer; move it away, then install again"
      exit $NOT_WRITTEN
    fi
  done
  folder=$(copy_runtime) || {
    say "$data cannot be written; cp's message stands above"
    exit $NOT_WRITTEN
  }
  for format in "${formats[@]}"; do
    put "$folder" "$format" || {
      say "$(place "$format") cannot be written"
      exit $NOT_WRITTEN
    }
    echo "$format  $(place "$format")"
  done
  for old in "$data"/*/; do
    old=${old%/}
    [[ $old == "$folder" ]] || in_use "$old" || rm -rf "$old"
  done
  echo "Have your host scan its plugins again; Kitscribe is among the effects. Where it is not: ./kitscribe doctor"
}

uninstall_plugin() {
  local format plugin
  for format in "${formats[@]}"; do
    plugin=$(place "$format")
    if [[ ! -e $plugin && ! -L $plugin ]]; then continue; fi
    if is_ours "$plugin"; then
      rm -rf "$plugin"
      echo "removed $plugin"
    else
      say "$plugin was not put there by this installer; it stays"
    fi
  done
  rm -rf "$data"
}

# --- doctor ----------------------------------------------------------------------------------------------------------

problems=0

good() { echo "  ok       $*"; }
hint() { echo "  hint     $*"; }
bad() {
  echo "  PROBLEM  $*"
  ((problems += 1))
}

# check_place FORMAT: hosts of that format find it; prints nothing of what they find.
check_place() {
  local plugin variable=$1_PATH
  plugin=$(place "$1")
  if [[ ! -e $plugin && ! -L $plugin ]]; then
    bad "$1: $plugin is not there; ./kitscribe install puts it there"
  elif ! is_ours "$plugin"; then
    bad "$1: $plugin is not this Kitscribe's; move it away, then ./kitscribe install"
  elif [[ ! -e $(library "$plugin") ]]; then
    bad "$1: $plugin leads nowhere; ./kitscribe install puts it right"
  elif [[ -n ${!variable-} && :${!variable}: != *:"${host_folder[$1]}"?(/):* ]]; then
    bad "$1: $variable is set and leaves out ${host_folder[$1]}, so hosts do not look there"
  else
    good "$1: hosts find $plugin"
  fi
}

# installed_folder: where the plugins' engine lies.
installed_folder() {
  local format target
  for format in "${formats[@]}"; do
    target=$(readlink -e "$(library "$(place "$format")")" 2>/dev/null) || continue
    while [[ $target == */* && ! -e $target/libkitscribe-engine.so ]]; do target=${target%/*}; done
    echo "$target"
    return
  done
}

# check_runtime FOLDER: all is there, and Java is the tested one.
check_runtime() {
  local size path release
  while read -r size path; do
    if [[ $(stat -Lc %s "$1/$path" 2>/dev/null) != "$size" ]]; then
      case $path in
        jdk/*) bad "$1/$path is not as when installed: was Java updated? ./kitscribe install takes the new one" ;;
        *) bad "$1/$path is damaged or missing; ./kitscribe install puts it right" ;;
      esac
      return
    fi
  done <"$1/files"
  release=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$1/jdk/release")
  if [[ $release != 17.* ]]; then bad "Java is $release; Kitscribe is tried with 17"; else good "Java $release, and every file of $1"; fi
  if [[ ! -r $1/packs/drums/model.onnx ]]; then bad "the model pack $1/packs/drums cannot be read"; fi
}

# check_hearing FOLDER: plays noise through the installed plugin.
check_hearing() {
  local scratch format report
  scratch=$(mktemp -d)
  make_noise "$scratch/noise.wav"
  for format in "${formats[@]}"; do
    if report=$("$1/kitscribe-host" "$scratch/noise.wav" -o "$scratch/noise.mid" --plugin "$1/${plugin_file[$format]}" 2>&1); then
      good "$format hears: ${report##*dropped, }"
    else
      bad "$format does not hear: ${report##*$'\n'}"
    fi
  done
  rm -rf "$scratch"
}

check_surroundings() {
  local state=${XDG_STATE_HOME:-$HOME/.local/state}/kitscribe list
  mkdir -p "$state" 2>/dev/null && [[ -w $state ]] || bad "$state, for logs, cannot be written"
  if [[ -n ${JAVA_TOOL_OPTIONS-}${_JAVA_OPTIONS-} ]]; then
    hint "Java options are in the environment: Java runs in a process of its own, without them"
  fi
  for list in "$HOME"/.cache/ardour*/vst/*blacklist*; do
    if grep -qsi kitscribe "$list"; then bad "Ardour has put the plugin on its list $list; remove its line and scan again"; fi
  done
}

doctor() {
  local format folder
  echo "Does a host list it?"
  for format in "${formats[@]}"; do check_place "$format"; done
  hint "it is an effect (an analyser), not an instrument; insert it on the drum track; hosts list it only after a new scan"
  hint "a host installed with Flatpak or Snap may not see these folders"
  folder=$(installed_folder)
  if [[ -n $folder ]]; then
    echo "Does it hear?"
    check_runtime "$folder"
    ((problems > 0)) || check_hearing "$folder"
  fi
  check_surroundings
  echo "Do the notes arrive?"
  hint "the parameter Status must say ready; the track then plays later by the latency, which the host makes up for"
  hint "the notes leave by the plugin's MIDI output: README.md, \"Onto a track\", says how hosts record it"
  if ((problems > 0)); then
    echo "$problems problems"
    exit $PLUGIN_FAILED
  fi
}
