-- Lines, as a copper plate has them: an early layer is climbed on the light alone, and printed in one ink on paper.
-- Before that the picture gets the light of one that has all tones, so that a night prints as well as a snowfield.
local r = require "reverie"

return r.preset {
  api = 1, title = "Engraving", author = "Reverie", licence = "CC0-1.0",
  about = "The picture as lines in one ink, with small things hidden among them.",
  params = {
    depth = r.number { default = 0.4, min = 0.05, max = 1, about = "0.2 hatches, 0.6 hides things among the lines" },
    bite = r.number { default = 1, min = 0.2, max = 3, about = "how deep the lines are" },
    ink = r.choice { default = "sepia", of = { "black", "blue", "sepia" }, about = "which ink" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local inks = { black = "#17171a", blue = "#1c2f57", sepia = "#3a2316" }
    return {
      r.match_colours { from = r.file("guides/raccoon.jpg") }, r.tone { saturation = 0 },
      r.stage {
        maximize = net:at(p.depth):energy(), octaves = { from = 220, scale = 1.7 }, steps = { 20, 20, 14, 10 },
        parameterization = r.fourier(0.7), optimizer = "adam", gradient = "none",
        step_size = r.ease(0.06, 0.03) * p.bite,
      },
      r.tone { saturation = 0, contrast = 1.3 },
      r.blur(0.001),
      r.palette { colours = { inks[p.ink], "#8a7d6c", "#d9cdb6", "#f6eee0" }, strength = 0.8 },
    }
  end,
}
