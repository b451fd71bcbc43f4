-- Feature visualisation as Lucid does it: waves in decorrelated colours, Adam, and a view that is shifted, scaled and
-- turned before each step, so that only what survives all that is drawn (Olah et al., 2017).
local r = require "reverie"

return r.preset {
  api = 1, title = "Feature visualisation", author = "Reverie, after Lucid", licence = "CC0-1.0",
  about = "What one channel looks for, drawn out of noise.",
  params = {
    depth = r.number { default = 0.8, min = 0.3, max = 1, about = "where the layer is, 0 picture … 1 last" },
    channel = r.integer { default = 30, min = 0, max = 95, about = "which of its channels, counted from 0" },
    steps = r.integer { default = 80, min = 16, max = 2048, about = "how many; Lucid takes 512" },
  },
  network = "squeezenet",
  canvas = r.plain { colour = "#808080", width = 512, height = 512 },

  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:at(p.depth):channel(p.channel):mean(),
        parameterization = r.fourier { decay = 1 }, optimizer = "adam", gradient = "none",
        step_size = 0.05, octaves = { count = 1 }, steps = p.steps, jitter = 0, wake = 16,
        transforms = {
          r.view_pad(12, 0.5), r.random_shift(8), r.random_scale { 0.9, 0.94, 0.98, 1, 1.02, 1.06, 1.1 },
          r.random_rotate { -10, -6, -2, 0, 0, 2, 6, 10 }, r.random_shift(4),
        },
      },
    }
  end,
}
