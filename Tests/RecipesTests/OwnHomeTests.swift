import Foundation
import OwnHome
import Recipes
import Testing

/// Tests that save presets, or fail to keep something from being saved, do so in a home of their own.
@Suite struct OwnHomeTests {
    @Test func whatATestSavesIsNotTheUsers() {
        let own = String(cString: own_home_configuration())
        #expect(Folders.configuration == own + "/reverie")
        #expect(own.hasSuffix("reverie-tests-\(getpid())/config"))
        #expect(PresetLibrary.standard.folders.first == own + "/reverie/presets")
        #expect(ScriptFolders.installed.plugins.first == own + "/reverie/plugins")
        // The shared folder, with the presets that come with Reverie, is still known.
        #expect(PresetLibrary.standard.names.contains("classic"))
    }
}
