-- Feature visualisation as Lucid does it: waves in decorrelated colours, Adam, and a view that is shifted, scaled and
-- turned before each step, so that only what survives all that is drawn (Olah et al., 2017). Most of it happens at a
-- small size, as Lucid's is: what the channel looks for fills it, and larger sizes only make it clear. Looked at on
-- SqueezeNet (0.95, channel 30: one motif three times) and, on EfficientNet-Lite0, in a dozen channels: 11 is eyes
-- below a knot of hair, 52 a lamp, 80 an artichoke.
local r = require "reverie"

return r.preset {
  api = 1, title = "Feature visualisation", author = "Reverie, after Lucid", licence = "CC0-1.0",
  about = "What one channel looks for, drawn large.",
  params = {
    depth = r.number { default = 0.78, min = 0.3, max = 1, about = "where the layer is, 0 picture … 1 last" },
    channel = r.integer { default = 31, min = 0, max = 191, about = "which of its channels, counted from 0" },
    steps = r.integer { default = 80, min = 16, max = 2048, about = "on the smallest size; Lucid takes 512" },
  },
  network = "efficientnet-lite0",
  canvas = r.radial {
    colours = { "#e8dcc0", "#b9a98a", "#6f7f78", "#3c5560", "#1c2a38" }, width = 512, height = 512,
  },

  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:at(p.depth):channel(p.channel):mean(),
        parameterization = r.fourier { decay = 1 }, optimizer = "adam", gradient = "none",
        step_size = r.per_octave { 0.05, 0.04, 0.03 },
        octaves = { count = 3, scale = 1.8 }, steps = { p.steps, p.steps // 4, p.steps // 8 },
        jitter = 0, wake = 16,
        transforms = {
          r.view_pad(12, 0.5), r.random_shift(8), r.random_scale { 0.9, 0.94, 0.98, 1, 1.02, 1.06, 1.1 },
          r.random_rotate { -10, -6, -2, 0, 0, 2, 6, 10 }, r.random_shift(4),
        },
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
