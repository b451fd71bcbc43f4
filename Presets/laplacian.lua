-- One channel drawn out of noise, as in the notebook that came with TensorFlow: the gradient is taken apart into bands,
-- and each band pulls as hard as the others, so that large shapes grow along with fine ones (Mordvintsev, 2016).
local r = require "reverie"

return r.preset {
  api = 1, title = "Laplacian", author = "Reverie, after Mordvintsev's TensorFlow notebook", licence = "CC0-1.0",
  about = "One channel of one layer, drawn at every scale at once.",
  params = {
    depth = r.number { default = 0.7, min = 0.3, max = 1, about = "where the layer is, 0 picture … 1 last" },
    channel = r.integer { default = 21, min = 0, max = 95, about = "which of its channels, counted from 0" },
    strength = r.number { default = 1, min = 0.2, max = 4, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.noise { kind = "white", width = 768, height = 512 },

  recipe = function(net, p)
    return {
      r.tone { contrast = 0.3 },
      r.stage {
        -- Before the ReLU a silent channel still has a gradient.
        maximize = net:at(p.depth):pre():channel(p.channel):mean(),
        octaves = { count = 4, scale = 1.4 }, steps = 20,
        step_size = 1.2 * p.strength, gradient = "laplacian", levels = 5, jitter = 32,
      },
      r.tone { saturation = 0.6, exposure = 0.2 },
    }
  end,
}
