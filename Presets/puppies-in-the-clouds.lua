-- What children see who lie in the grass: clouds are painted, and somebody white is found in them, at a small size
-- first.
-- Looked at on SqueezeNet, whose creatures have faces, and EfficientNet-Lite0, which draws fur.
local r = require "reverie"

return r.preset {
  api = 1,
  title = "Puppies in the clouds",
  author = "Reverie",
  licence = "CC0-1.0",
  about = "Looks for animals in the sky, coarse to fine. Needs a network with classes.",
  params = {
    strength = r.number { default = 1.0, min = 0.2, max = 3.0, about = "how far the dream goes" },
    creature = r.class { default = "Samoyed", about = "who is hiding up there" },
    other = r.class { default = "golden retriever", about = "and who with them" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    return {
      r.stage {
        name = "beasts", maximize = net:class(p.creature) + net:class(p.other),
        parameterization = r.fourier { decay = 1.2 }, optimizer = "adam", gradient = "none",
        octaves = { from = 100, scale = 1.5 }, steps = { 30, 20, 14, 12, 10 },
        step_size = r.per_octave { far(0.05), far(0.045), far(0.035), far(0.025), far(0.015) },
      },
      -- Of the sky's blue and white.
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
