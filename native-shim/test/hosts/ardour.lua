-- SPDX-License-Identifier: Apache-2.0
-- What a user would do in Ardour, without its windows: ardour7-lua ardour.lua, with SESSION, STEP and SECONDS_TO_PLAY in the environment.
-- STEP=make: a session with a track for each plugin and a MIDI track that hears it. STEP=record: opens it, records, saves.

local folder = os.getenv("SESSION")
local name = folder:match("[^/]+$")
local MIDI = ARDOUR.DataType("midi")

-- each plugin's track, and the MIDI track that it is recorded on
local TRACKS = {
  { from = "lv2", to = "lv2 notes", type = ARDOUR.PluginType.LV2, plugin = "urn:kitscribe:mono", sensitivity = 60 },
  { from = "vst3", to = "vst3 notes", type = ARDOUR.PluginType.VST3, plugin = "Kitscribe", sensitivity = 60 },
  { from = "reference", to = "reference notes", type = ARDOUR.PluginType.LV2, plugin = "urn:kitscribe:reference" },
}

local backend = AudioEngine:set_backend("None (Dummy)", "", "")
backend:set_device_name("Silence")
backend:set_driver("Half Speed") -- a busy machine, too, has the time

local function parameter(processor, label)
  local plugin = processor:to_insert():plugin(0)
  local number = 0
  for i = 0, plugin:parameter_count() - 1 do
    if plugin:parameter_is_control(i) then
      if plugin:parameter_label(i) == label then
        return number
      end
      number = number + 1
    end
  end
end

local function add_audio_track(session, track)
  local order = ARDOUR.PresentationInfo.max_order
  local route = session:new_audio_track(1, 1, nil, 1, track.from, order, ARDOUR.TrackMode.Normal, true):front()
  route:set_strict_io(false) -- so that it has a MIDI output as well
  local processor = ARDOUR.LuaAPI.new_plugin(session, track.plugin, track.type, "")
  assert(not processor:isnil(), "Ardour does not find " .. track.plugin)
  assert(route:add_processor_by_index(processor, 0, nil, true) == 0, "Ardour does not insert " .. track.plugin)
  if track.sensitivity then
    assert(ARDOUR.LuaAPI.set_processor_param(processor, parameter(processor, "Sensitivity"), track.sensitivity))
  end
  return route
end

local function add_midi_track(session, track)
  local one = ARDOUR.ChanCount(MIDI, 1)
  local order = ARDOUR.PresentationInfo.max_order
  return session:new_midi_track(one, one, true, ARDOUR.PluginInfo(), nil, nil, 1, track.to, order, ARDOUR.TrackMode.Normal, true):front()
end

local function wait_for_ready(route)
  local processor = route:nth_plugin(0)
  local status = parameter(processor, "Status")
  for _ = 1, 600 do
    local value = status and ARDOUR.LuaAPI.get_processor_param(processor, status, true) or 2
    if value >= 2 then
      print(route:name(), "status", value, "latency", processor:to_insert():signal_latency())
      return
    end
    ARDOUR.LuaAPI.usleep(100000)
  end
  error(route:name() .. ": not ready after a minute")
end

local function make()
  local session = create_session(folder, name, 48000)
  for _, track in ipairs(TRACKS) do
    local from = add_audio_track(session, track)
    local to = add_midi_track(session, track)
    wait_for_ready(from)
    assert(from:output():midi(0):connect(to:input():midi(0):name()) == 0, "no connection from " .. track.from)
  end
  ARDOUR.LuaAPI.usleep(500000) -- values that are set reach the plugin with the next blocks
  session:save_state("")
end

local function record()
  local session = load_session(folder, name)
  local rate = session:nominal_sample_rate()
  local routes = {}
  for route in session:get_routes():iter() do
    routes[route:name()] = route
  end
  for _, track in ipairs(TRACKS) do
    wait_for_ready(routes[track.from])
    routes[track.to]:to_track():rec_enable_control():set_value(1, PBD.GroupControlDisposition.UseGroup)
  end
  ARDOUR.LuaAPI.usleep(500000)
  session:goto_start()
  session:maybe_enable_record()
  session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
  local stop = tonumber(os.getenv("SECONDS_TO_PLAY")) * rate
  while session:transport_sample() < stop do
    ARDOUR.LuaAPI.usleep(100000)
  end
  session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
  ARDOUR.LuaAPI.usleep(1000000)
  session:save_state("")
end

if os.getenv("STEP") == "make" then
  make()
else
  record()
end
close_session()
