-- Frost on a window: ferns of ice over what is light, and the room behind them a little darker and bluer than before.
local r = require "reverie"

return r.preset {
  api = 1, title = "Frost", author = "Reverie", licence = "CC0-1.0",
  about = "Ferns of ice grow where the picture is light.",
  params = {
    cold = r.number { default = 0.6, min = 0, max = 1, about = "how blue it is" },
    depth = r.number { default = 0.5, min = 0.1, max = 1, about = "0.3 grows needles, 0.5 ferns, 0.8 feathers" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how thick the ice is" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local ice = { "#0d1a2e", "#274a6b", "#5f8fb0", "#a9cbdc", "#e4f1f5", "#ffffff" }
    return {
      r.stage {
        maximize = net:at(p.depth):energy(), mask = r.luminance { above = 0.35, softness = 0.3 },
        parameterization = r.fourier { decay = 0.8 }, optimizer = "adam", step_size = 0.06 * p.strength,
        gradient = "none", octaves = { count = 1 }, steps = 40, jitter = 24,
      },
      r.tone { saturation = 1 - p.cold, contrast = 1.1 },
      r.palette { colours = ice, strength = 0.9 * p.cold },
    }
  end,
}
