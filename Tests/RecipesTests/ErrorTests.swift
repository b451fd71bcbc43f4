import Recipes
import Testing

/// What an artist reads when something is wrong: exact sentences, with file and line.
@Suite struct ErrorTests {
    /// Who sets a parameter has not read the preset: beside the line, the parameter is named.
    @Test func aClassThatAParameterIsSetToIsToldWithIt() {
        let classes = "creature = r.class { default = 'zebra' }, other = r.class { default = 'Gnu' }"
        let preset = PresetSource.recipe(
            "return { r.stage { maximize = net:class(p.creature) } }", params: classes)
        #expect(
            preset.complaint(Settings(parameters: ["creature": "zebar"]))
                == "test.lua:4: class: squeezenet knows no 'zebar' (did you mean 'zebra'?); it is what the parameter 'creature' is set to"
        )
        // What the script says itself, and a parameter that it has not looked at, have no part in it.
        let own = PresetSource.recipe("return { r.stage { maximize = net:class('Gnu') } }", params: classes)
        #expect(
            own.complaint()
                == "test.lua:4: class: squeezenet knows no 'Gnu'; 'reverie networks classes squeezenet' lists them")
        // A default that another network does not know, and words other than net:class.
        let map = PresetSource.recipe("return { r.stage { maximize = net:evidence(p.other):mean() } }", params: classes)
        #expect(map.complaint().hasSuffix("lists them; it is what the parameter 'other' is set to"))
    }

    @Test(arguments: [
        (
            "return { r.stage { maximize = net.fire8:energy(), octavs = {} } }",
            "test.lua:4: stage: unknown option 'octavs' (did you mean 'octaves'?); it takes name, maximize, minimize, balance, octaves, steps, step_size, gradient, levels, sigma, optimizer, parameterization, jitter, transforms, views, priors, mask, detail, wrap or wake"
        ),
        (
            "return { r.stage { maximize = net.fire8:energy(), steps = 0, views = 'x' } }",
            "test.lua:4: stage: steps is 0; it must be a whole number 1…10000, or a list of 1…24 values, each a whole number 1…10000; views is 'x'; it must be a whole number 1…64"
        ),
        (
            "return { r.stage { maximize = net.fire8:energy(), steps = 0/0 } }",
            "test.lua:4: stage: steps is nan; it must be a whole number 1…10000, or a list of 1…24 values, each a whole number 1…10000"
        ),
        (
            "return { r.stage { maximize = net.fire8:energy(), octaves = { count = 99, scal = 2 } } }",
            "test.lua:4: stage: unknown option 'octaves.scal' (did you mean 'scale'?); it takes count, scale, smallest, above, from or sides; octaves.count is 99; it must be a whole number 1…24"
        ),
        (
            "return { r.stage { maximize = net.fire8 } }",
            "test.lua:4: stage: maximize is a tensor expression; it must be one number: add :mean() or :energy()"
        ),
        (
            "return { r.stage {} }",
            "test.lua:4: stage: 'maximize' is missing: an objective, such as net.fire8:energy()"
        ),
        (
            "return { r.stage { maximize = net.fire88:energy() } }",
            "test.lua:4: squeezenet has no layer 'fire88' (did you mean 'fire8'?); 'reverie networks layers squeezenet' lists them"
        ),
        (
            "return { r.stage { maximize = net:class('zebar') } }",
            "test.lua:4: class: squeezenet knows no 'zebar' (did you mean 'zebra'?)"
        ),
        (
            "return { r.stage { maximize = net.fire8:enrgy() } }",
            "test.lua:4: a tensor expression has no ':enrgy' (did you mean 'energy'?); 'reverie help' lists every word"
        ),
        (
            "return { r.stage { maximize = r.evidence('zebra'):mean() } }",
            "test.lua:4: the library has no 'evidence'; it belongs to the network, as in (net:evidence(\"zebra\") * r.ramp(0)):mean()"
        ),
        (
            "return { r.stage { maximize = net:energy() } }",
            "test.lua:4: the network has no ':energy'; it belongs to a tensor expression, as in net.fire8:energy()"
        ),
        (
            "return { r.stage { maximize = net.fire8:class('zebra') } }",
            "test.lua:4: a tensor expression has no ':class'; it belongs to the network or the library, as in net:class(\"zebra\") - 0.5 * net:class(\"tabby\")"
        ),
        (
            "return net:stage {}",
            "test.lua:4: the network has no ':stage'; it belongs to the library, as in r.stage { maximize = net.fire8:energy(), octaves = { count = 6 }, steps = 20 }"
        ),
        (
            "return { r.stage { maximize = net.fire8.energy() } }",
            "test.lua:4: energy: it belongs to a tensor expression, and is called with a colon, as in net.fire8:energy()"
        ),
        (
            "return { r.stage { maximize = net.fire8:channel(1.5):mean() } }",
            "test.lua:4: channel: index is 1.5; it must be a whole number 0…1000000"
        ),
        (
            "return { r.stage { maximize = net.fire8:mean():pre() } }",
            "test.lua:4: pre: it belongs to a layer itself, as in net.fire8:pre():energy()"
        ),
        (
            "return { r.stag {} }",
            "test.lua:4: there is no word 'r.stag' (did you mean 'stage'?); 'reverie help' lists every word"
        ),
        (
            "return { r.stage { maximize = net.fire8:energy() + {} } }",
            "test.lua:4: '+' cannot combine an objective with a table"
        ),
        (
            "return { r.stage { maximize = net.fire8:energy(), step_size = function(t) return 'fast' end } }",
            "test.lua:4: stage: step_size is a function; it must be a function that gives a number for every progress 0…1, but it gives 'fast' at 0"
        ),
        (
            "return { r.stage { maximize = net.fire8:energy(), mask = r.luminance {} } }",
            "test.lua:4: luminance: give either above or below"
        ),
        (
            "return { r.blur { radius = 0.1, wrap = 'all' } }",
            "test.lua:4: blur: wrap is 'all'; it must be \"none\", \"horizontal\" or \"both\""
        ),
        (
            "return { r.stage { maximize = net.fire8:energy(), gradient = 'laplacain' } }",
            "test.lua:4: stage: gradient is 'laplacain'; it must be \"laplacian\", \"mean\", \"deviation\", \"rms\", \"blurs\" or \"none\" (did you mean 'laplacian'?)"
        ),
        (
            "return { r:stage { maximize = net.fire8:energy() } }",
            "test.lua:4: stage: it is called with a dot, as in r.stage { maximize = net.fire8:energy(), octaves = { count = 6 }, steps = 20 }"
        ),
        (
            "return { r.stage(net.fire8:energy()) }",
            "test.lua:4: stage: takes a table of options, as in r.stage { maximize = net.fire8:energy(), octaves = { count = 6 }, steps = 20 }; it was given an objective"
        ),
        (
            "return net.fire8:channel(1, 2, 3)",
            "test.lua:4: channel: it takes at most 1 value (index), and was given 3"
        ),
        (
            "return net.fire8:gram(1)", "test.lua:4: gram: it takes nothing, and was given 1"
        ),
        (
            "return r.ease { from = 1 }", "test.lua:4: ease: 'to' is missing: a number -1000000000…1000000000"
        ),
        (
            "return net:at('textures')",
            "test.lua:4: at: depth is 'textures'; it must be a number 0…1, or \"texture\", \"pattern\", \"parts\" or \"objects\""
        ),
        (
            "return r.keys { {0, 2}, {0.5, 'x'} }",
            "test.lua:4: keys: keys[2][2] is 'x'; it must be a number -1000000000…1000000000"
        ),
        ("math.sin = 1", "test.lua:4: 'sin' cannot be set: the libraries are the same for everyone"),
        ("print = 1", "test.lua:4: 'print' is the language's own; write 'local print = …'"),
        ("return { 5 }", "test.lua: recipe lists 5 among its stages"),
        ("return {}", "test.lua: recipe returns 0 stages; 1 to 64 are possible"),
        ("return 'x'", "test.lua: recipe must return a list of stages, and returns 'x'"),
        (
            "local t = { r.blur(0.1) } for i = 1, 1e5 do t = { t } end return t",
            "test.lua: what recipe returns cannot be read: a table is nested too deeply"
        ),
        (
            "local t = {} for i = 1, 1e5 do t = { t } end return r.stage { maximize = net.fire8:energy(), step_size = function() return t end }",
            "test.lua:4: stage: step_size is a function; it must be a function that gives a number for every progress 0…1, but a table is nested too deeply"
        ),
        ("strenght = 2", "test.lua:4: 'strenght' is not declared; write 'local strenght = …'"),
        ("return prnt", "test.lua:4: 'prnt' is not declared (did you mean 'print'?)"),
        ("return p.speed", "test.lua:4: there is no parameter 'speed'"),
        ("local x = nil; return x.y", "test.lua:4: attempt to index a nil value (local 'x')"),
        ("net.fire8 = 1", "test.lua:4: nothing of the host can be assigned to"),
        (
            "return r.stage { maximize = net.fire8:energy(), steps = { 10, 0 } }",
            "test.lua:4: stage: steps[2] is 0; it must be a whole number 1…10000"
        ),
        (
            "return r.film { frames = 4, each = function(t) end }",
            "test.lua:4: film: each must give a list of stages, and gives nothing"
        ),
        (
            "return r.film { frames = 4, each = {}, long_term = { 2, 4 }, flow = 'none' }",
            "test.lua:4: film: long_term is given, and flow = \"none\": nobody sees what was hidden; flow = \"optical\" does"
        ),
        (
            "return r.film { frames = 4, each = {}, long_term = { 4, 1 } }",
            "test.lua:4: film: long_term[2] is 1; it must be a whole number 2…1000"
        ),
        (
            "return r.film { frames = 4, each = function(t) return { r.blur(0.1), 5 } end }",
            "test.lua:4: film: each must give a list of stages, and gives 5"
        ),
        (
            "if net.fire5 > 3 then return {} end",
            "test.lua:4: 3 cannot be compared with a tensor expression: a preset only writes down what is reckoned when it is rendered"
        ),
        (
            "if net.fire5:energy() == r.tv() then return {} end",
            "test.lua:4: an objective cannot be compared with an objective: a preset only writes down what is reckoned when it is rendered"
        ),
        (
            "return net.fire8()",
            "test.lua:4: a tensor expression is no function; what it can do is called with a colon, as in net.fire8:energy()"
        ),
        (
            "return net.fire8 .. 'x'",
            "test.lua:4: '..' joins texts, not a tensor expression and 'x'; tostring(…) gives the text of a value"
        ),
        ("return #net.fire8", "test.lua:4: '#' counts lists, not a tensor expression"),
        ("return net.fire8 % 2", "test.lua:4: '%' cannot combine a tensor expression with 2"),
        ("return net.fire8 // 2", "test.lua:4: '//' cannot combine a tensor expression with 2"),
        ("return math.abs(net.fire5)", "test.lua:4: bad argument #1 to 'abs' (number expected, got value of a recipe)"),
        (
            "return net:class('striped')",
            "test.lua:4: class: squeezenet knows no 'striped'; 'reverie networks classes squeezenet' lists them"
        ),
        (
            "return net:class('retriever')",
            "test.lua:4: class: squeezenet knows no 'retriever'; there is 'golden retriever'"
        ),
        (
            "return net:class('Zebra Foal')",
            "test.lua:4: class: squeezenet knows no 'Zebra Foal' (did you mean 'zebra'?)"
        ),
        ("return net:class(3)", "test.lua:4: class: squeezenet knows no '3'; its classes are 0…2"),
        ("error()", "test.lua:4: error was called without a text that says what is wrong"),
        ("error('')", "test.lua:4: error was called without a text that says what is wrong"),
        ("error({})", "test.lua:4: error was called with a table, and takes a text that says what is wrong"),
        ("error(42)", "test.lua:4: 42"),
        ("error('too dark')", "test.lua:4: too dark"),
        ("error('too dark', 2)", "test.lua:4: too dark"),
        ("error('too dark', 0)", "too dark"),
        (
            "local good, why = pcall(error, { 7 }) return why[1]",
            "test.lua: recipe must return a list of stages, and returns 7"
        ),
        (
            "return r.stage { maximize = net.fire8:energy(), parameterization = 'phase', priors = { decay = 0.1 } }",
            "test.lua:4: stage: priors change how strong waves are, which parameterization = \"phase\" holds fast; leave one out"
        ),
        (
            "return r.stage { maximize = net.fire8:energy(), parameterization = r.fourier { space = 'lab' } }",
            "test.lua:4: fourier: space is 'lab'; it must be \"srgb\", \"linear\", \"oklab\" or \"decorrelated\""
        ),
    ])
    func sentences(_ body: String, _ expected: String) {
        #expect(PresetSource.recipe(body).complaint() == expected)
    }

    @Test func presetsAreChecked() {
        func complaint(_ text: String) -> String { PresetSource(text: text, name: "p.lua").complaint() }
        #expect(
            complaint("local t = {} for i = 1, 1e5 do t = { t } end return t")
                == "p.lua: what the file returns cannot be read: a table is nested too deeply")
        #expect(complaint("return 5") == "p.lua: the file must end in 'return r.preset { … }', and it returns 5")
        #expect(
            complaint("local r = require 'reverie'\nreturn r.preset { title = 'x' }")
                == "p.lua:2: preset: 'api' is missing: a whole number 1…1; 'recipe' is missing: a function")
        #expect(complaint("return r.preset {").hasPrefix("p.lua:1: "))
        #expect(
            complaint("local r = require 'reverie'\nreturn r.preset { api = 2, title = 'x', recipe = print }")
                == "p.lua:2: preset: api is 2; it must be a whole number 1…1")
        #expect(complaint("\u{1B}Lua") != "")
    }

    @Test func settingsAreChecked() {
        let source = PresetSource.recipe(
            "return r.stage { maximize = net.fire8:energy() }",
            params:
                "strength = r.number { default = 1, min = 0.2, max = 3 }, mood = r.choice { default = 'calm', of = { 'calm', 'wild' } }"
        )
        func complaint(_ name: String, _ value: String) -> String {
            source.complaint(Settings(parameters: [name: value]))
        }
        #expect(
            complaint("strenght", "1")
                == "'Test' has no parameter 'strenght' (did you mean 'strength'?); it has mood and strength")
        #expect(complaint("strength", "9") == "parameter 'strength' is '9': it takes a number 0.2…3")
        #expect(complaint("strength", "nan") == "parameter 'strength' is 'nan': it takes a number 0.2…3")
        #expect(
            complaint("mood", "clam")
                == "parameter 'mood' is 'clam': it takes \"calm\" or \"wild\" (did you mean 'calm'?)")
    }

    @Test func defaultsLieWithinTheirRanges() {
        #expect(
            PresetSource.recipe("", params: "s = r.number { default = 5, min = 0, max = 1 }").complaint()
                == "test.lua:3: number: default is 5, which is not within 0…1")
    }
}
