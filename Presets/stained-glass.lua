-- Panes first, then what is painted on them: cells of colour give the leading, a rose of mirrors gives the window.
local r = require "reverie"

return r.preset {
  api = 1, title = "Stained glass", author = "Reverie", licence = "CC0-1.0",
  about = "A rose window in jewel colours; a photo gives it its bright parts, and is folded up in them.",
  params = {
    petals = r.integer { default = 8, min = 2, max = 24, about = "how many mirrored parts the window has" },
    depth = r.number { default = 0.6, min = 0.1, max = 1, about = "0.3 paints ornaments, 0.9 saints and beasts" },
  },
  network = "efficientnet-lite0",
  canvas = r.noise { kind = "cells", width = 640, height = 640 },

  recipe = function(net, p)
    local glass = { "#0a0a12", "#12265c", "#1f5fa8", "#7a1226", "#c2303a", "#e0a52e", "#1e6b4a", "#f4e9c4" }
    return {
      r.kaleidoscope(p.petals),
      r.tone { contrast = 1.4, saturation = 1.5 },
      r.palette { colours = glass, strength = 0.7 },
      r.stage {
        maximize = net:at(p.depth):energy(), minimize = 0.3 * net:at(0.2):leash(r.input()),
        parameterization = "fourier", optimizer = "adam", step_size = 0.05, gradient = "none",
        octaves = { count = 1 }, steps = 30, jitter = 16,
      },
      r.kaleidoscope(p.petals),
      -- Panes are large and their edges clean: no crumbs of glass.
      r.blur(0.0016),
      r.palette { colours = glass, strength = 0.8 },
      r.blur(0.0006),
    }
  end,
}
