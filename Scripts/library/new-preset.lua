-- A preset to begin with. Change a line, and render it:  reverie run FILE.lua photo.jpg -o dream.png
-- Every word explains itself:  reverie help stage   ·   reverie help lists them all   ·   reverie presets check FILE.lua
local r = require "reverie"

return r.preset {
  api = 1,                          -- the version of the language
  title = "A new preset",
  author = "",                      -- you
  licence = "CC0-1.0",              -- what others may do with it
  about = "Draws out what the network sees, and a creature where the picture is bright.",

  -- What its users may turn with --set NAME=VALUE.
  params = {
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
    creature = r.class { default = "tabby", about = "who appears" },
  },

  network = "squeezenet",                              -- reverie networks list
  canvas = r.clouds { width = 768, height = 512 },     -- what to dream on when no picture is given

  -- Runs once, before anything is rendered, and returns the stages. `net` is the network, `p` the parameters.
  recipe = function(net, p)
    local texture = net:at("pattern"):energy()         -- all that a layer sees; try "texture", "parts", "objects"
    local creature = net:class(p.creature)
    return {
      r.stage {
        name = "patterns",
        maximize = texture,
        octaves = { count = 5, scale = 1.4 },          -- from coarse to fine
        steps = 10,                                    -- on each octave
        step_size = r.ease(2, 1) * p.strength,         -- large steps first
      },
      r.stage {
        name = "creature",
        maximize = texture + creature,                 -- objectives add, subtract and scale
        minimize = 0.02 * r.tv(),                      -- less noise
        octaves = { count = 3, scale = 1.4 },
        step_size = p.strength,
        mask = r.luminance { above = 0.5 },            -- only where it is bright
      },
    }
  end,
}
