-- The house's own dream. Waves in the colours of photographs are climbed from a small picture to the full one, large
-- things first and with large steps, fine ones last and hardly: so creatures are as wide as the sky, colours belong to
-- the picture, and flat places stay calm. It begins at the same small size whatever the picture's is: a small trial
-- foretells the large print. Looked at on SqueezeNet (rings) and VGG16 (weave) as well.
local r = require "reverie"

return r.preset {
  api = 1, title = "Daydream", author = "Reverie", licence = "CC0-1.0",
  about = "Whatever is in the picture turns into something that lives. Best with EfficientNet-Lite.",
  params = {
    depth = r.number { default = 0.75, min = 0.1, max = 1, about = "0.4 cloth, 0.6 scales, 0.75 beasts, 0.9 weather" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
    smallest = r.integer { default = 100, min = 64, max = 512, about = "where it begins: less makes larger beasts" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    return {
      r.stage {
        name = "dream", maximize = net:at(p.depth):energy(),
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = p.smallest, scale = 1.5 }, steps = { 16, 16, 14, 12, 10 },
        step_size = r.per_octave { far(0.05), far(0.045), far(0.035), far(0.025), far(0.014) },
      },
    }
  end,
}
