-- A print in four inks. What is too dark to be printed takes the light of a photo that has all tones. The dream is
-- brought to the palette between its stages, so that the second one cuts along the edges that the first printing left.
local r = require "reverie"

local inks = {
  harbour = { "#f2e8d5", "#d9a441", "#2f5d62", "#1b1b2f" },
  brick = { "#f6efe0", "#e08e6d", "#a63d2f", "#2b1d1a" },
  forest = { "#f3f0dc", "#b7c39a", "#4f7049", "#16261d" },
}

return r.preset {
  api = 1, title = "Linocut", author = "Reverie", licence = "CC0-1.0",
  about = "A dream printed in four inks, locked to its palette.",
  params = {
    ink = r.choice { default = "harbour", of = { "brick", "forest", "harbour" }, about = "which four" },
    depth = r.number { default = 0.5, min = 0.1, max = 1, about = "0.3 cuts lines, 0.8 cuts creatures" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how deep the cuts are" },
  },
  network = "efficientnet-lite0",
  canvas = r.radial {
    colours = { "#f2e8d5", "#f2e8d5", "#d9a441", "#2f5d62", "#2f5d62", "#1b1b2f" }, width = 768, height = 512,
  },

  recipe = function(net, p)
    local function cut(octaves, push)
      return r.stage {
        maximize = net:at(p.depth):energy(), minimize = 0.05 * r.tv(1.2),
        octaves = { count = octaves, scale = 1.5 }, steps = 10, step_size = push * p.strength,
      }
    end
    local print = r.palette { colours = inks[p.ink], strength = 1 }
    return {
      r.match_colours { from = r.file("guides/raccoon.jpg") },
      r.blend { picture = r.input(), mask = r.input():mask():feather(0.2) },
      cut(5, 2.5), print, r.blur(0.003), cut(2, 1.5), r.blur(0.0015), print }
  end,
}
