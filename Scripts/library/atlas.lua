-- What 'reverie atlas' renders a cell by: feature visualisation as Lucid does it (Olah et al., 2017), of one channel or of
-- all that a layer sees. Waves in decorrelated colours and Adam, before views that are shifted, scaled and turned, so that
-- only what survives that is drawn.
local r = require "reverie"

return r.preset {
  api = 1, title = "Atlas", author = "Reverie, after Lucid", licence = "CC0-1.0",
  about = "What a layer, or one of its channels, dreams of.",
  params = {
    layer = r.text { default = "", about = "its name; the one at 0.6 of the network's depth when left out" },
    channel = r.integer { default = -1, min = -1, max = 1000000, about = "counted from 0; -1 is the whole layer" },
    steps = r.integer { default = 96, min = 8, max = 2048, about = "how many; Lucid takes 512" },
  },
  canvas = r.plain { colour = "#808080", width = 160, height = 160 },

  recipe = function(net, p)
    local layer = p.layer == "" and net:at(0.6) or net:layer(p.layer)
    -- A channel that is silent on everything so far is woken by what enters it.
    local seen = p.channel < 0 and layer:energy() or layer:pre():channel(p.channel):mean()
    return {
      r.stage {
        maximize = seen,
        parameterization = r.fourier { decay = 1 }, optimizer = "adam", gradient = "none",
        step_size = 0.05, octaves = { count = 1 }, steps = p.steps, jitter = 0, wake = 16,
        transforms = {
          r.view_pad(8, 0.5), r.random_shift(6), r.random_scale { 0.9, 0.94, 0.98, 1, 1.02, 1.06, 1.1 },
          r.random_rotate { -10, -6, -2, 0, 0, 2, 6, 10 }, r.random_shift(3),
        },
      },
    }
  end,
}
