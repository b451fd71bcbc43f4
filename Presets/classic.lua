-- The dream of 2015: one layer, four octaves, normalised by the mean of the gradient, as Mordvintsev, Olah and Tyka
-- published it. The layer is given by its depth, so that the preset works with every network.
local r = require "reverie"

return r.preset {
  api = 1,
  title = "Classic",
  author = "Reverie, after Google's DeepDream",
  licence = "CC0-1.0",
  about = "DeepDream as it was published: whatever the network sees, it sees more of.",
  params = {
    depth = r.number { default = 0.6, min = 0, max = 1, about = "0.3 draws textures, 0.9 draws animals" },
    strength = r.number { default = 1.0, min = 0.2, max = 4.0, about = "how far the dream goes" },
    octaves = r.integer { default = 4, min = 1, max = 10, about = "how large the largest pattern gets" },
  },
  network = "squeezenet",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    return {
      r.stage {
        name = "dream",
        maximize = net:at(p.depth):energy(),
        octaves = { count = p.octaves, scale = 1.4 }, steps = 10,
        step_size = 1.5 * p.strength, gradient = "mean", jitter = 32,
      },
    }
  end,
}
