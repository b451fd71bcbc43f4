-- Ink on folded paper, half of it ink, however dark the picture is. The network is asked what it might be, the paper is
-- folded once more, and nobody is told.
local r = require "reverie"

return r.preset {
  api = 1, title = "Inkblot", author = "Reverie", licence = "CC0-1.0",
  about = "A symmetrical blot, with whatever the network sees in it.",
  params = {
    depth = r.number { default = 0.8, min = 0.1, max = 1, about = "0.3 lets the ink run, 0.9 sees somebody" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how sure the network is" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 640, height = 512 },

  recipe = function(net, p)
    local paper = r.ellipse { width = 0.42, height = 0.42, softness = 0.6 }
    local fold = r.mirror("left")
    local function see(steps, size)
      return r.stage {
        maximize = net:at(p.depth):energy(), mask = paper, parameterization = "fourier", optimizer = "adam",
        gradient = "none", step_size = size * p.strength, octaves = { count = 1 }, steps = steps, jitter = 8,
      }
    end
    return {
      r.match_colours { from = r.file("guides/raccoon.jpg") },
      r.warp(0.08, 0.3), r.tone { saturation = 0, contrast = 1.6 }, fold, see(20, 0.07), fold, see(12, 0.05), fold,
      r.tone { saturation = 0, contrast = 1.5 },
      -- Ink runs together before it dries, and its edge is never a stair.
      r.blur(0.0032),
      r.palette { colours = { "#16161d", "#3b3a44", "#f4efe4" }, strength = 0.85 },
      r.blur(0.001),
    }
  end,
}
