-- One channel, as in the notebook that came with TensorFlow: the gradient is taken apart into bands, and each band
-- pulls as hard as the others, so that large shapes grow along with fine ones (Mordvintsev, 2016). There it began
-- with grey noise; here it is a light in the dark, so that what grows has a middle, and depth.
local r = require "reverie"

return r.preset {
  api = 1, title = "Laplacian", author = "Reverie, after Mordvintsev's TensorFlow notebook", licence = "CC0-1.0",
  about = "One channel of one layer, drawn at every scale at once.",
  params = {
    depth = r.number { default = 0.8, min = 0.3, max = 1, about = "where the layer is, 0 picture … 1 last" },
    channel = r.integer { default = 120, min = 0, max = 511, about = "which of its channels, counted from 0" },
    strength = r.number { default = 1, min = 0.2, max = 4, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.radial {
    colours = { "#e9d8b4", "#d0a878", "#8f6f6a", "#4a4860", "#1f2438" }, width = 768, height = 512,
  },

  recipe = function(net, p)
    return {
      r.stage {
        -- Before the ReLU a silent channel still has a gradient.
        maximize = net:at(p.depth):pre():channel(p.channel):mean(),
        octaves = { count = 6, scale = 1.4 }, steps = 20,
        step_size = r.ease(3, 0.3) * p.strength, parameterization = r.pixels { space = "decorrelated" },
        gradient = "laplacian", levels = 4, jitter = 32,
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
