// SPDX-License-Identifier: Apache-2.0
package org.kitscribe;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.kitscribe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Neighbours of a layer do not know one another; midi is the command line's and the bridge's. */
    @ArchTest
    static final ArchRule importsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("kit")
            .definedBy("org.kitscribe.kit..")
            .layer("audio")
            .definedBy("org.kitscribe.audio..")
            .layer("dsp")
            .definedBy("org.kitscribe.dsp..")
            .layer("model")
            .definedBy("org.kitscribe.model..")
            .layer("decode")
            .definedBy("org.kitscribe.decode..")
            .layer("transcribe")
            .definedBy("org.kitscribe.transcribe..")
            .optionalLayer("midi")
            .definedBy("org.kitscribe.midi..")
            .optionalLayer("bridge")
            .definedBy("org.kitscribe.bridge..")
            .optionalLayer("cli")
            .definedBy("org.kitscribe.cli..")
            .whereLayer("kit")
            .mayNotAccessAnyLayer()
            .whereLayer("audio")
            .mayOnlyAccessLayers("kit")
            .whereLayer("dsp")
            .mayOnlyAccessLayers("kit")
            .whereLayer("model")
            .mayOnlyAccessLayers("kit")
            .whereLayer("decode")
            .mayOnlyAccessLayers("kit")
            .whereLayer("midi")
            .mayOnlyAccessLayers("kit")
            .whereLayer("transcribe")
            .mayOnlyAccessLayers("model", "decode", "dsp", "audio", "kit")
            .whereLayer("bridge")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();
}
