-- The picture turns into something else: the evidence for one class is climbed from a small size on, in waves, so that
-- the creature takes the place and the shape of what was there, and the light stays. Looked at on SqueezeNet, whose
-- creatures have parts, and EfficientNet-Lite0, whose creatures have fur.
local r = require "reverie"

return r.preset {
  api = 1, title = "Changeling", author = "Reverie", licence = "CC0-1.0",
  about = "The picture turns into a creature of your choice. Needs a network with classes.",
  params = {
    creature = r.class { default = "goldfish", about = "any of the network's classes: goldfish, tiger, jellyfish …" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far it goes" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    return {
      r.stage {
        name = "change", maximize = net:class(p.creature),
        parameterization = r.fourier { decay = 1.2 }, optimizer = "adam", gradient = "none",
        octaves = { from = 110, scale = 1.5 }, steps = 20,
        step_size = r.per_octave { far(0.05), far(0.045), far(0.03), far(0.016), far(0.007) },
      },
    }
  end,
}
