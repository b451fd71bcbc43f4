-- Twenty-four megapixels, for a wall. Beasts are laid out in waves while the sheet is small, as wide as it; they are
-- brought to its size, and the large sizes only draw what they are covered with, in few and short steps, since every
-- step there is dear. The whole sheet takes 4 GB of memory, and less with --memory.
local r = require "reverie"

return r.preset {
  api = 1, title = "Poster", author = "Reverie", licence = "CC0-1.0",
  about = "A dream of 6000 by 4000 pixels, coarse to fine.",
  params = {
    depth = r.number { default = 0.78, min = 0.1, max = 1, about = "0.3 draws textures, 0.8 draws animals" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#12203f", "#3f3a6b", "#a8557a", "#f0906a", "#fbd38a", "#7a5a4a", "#2a2233" },
    width = 6000, height = 4000,
  },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    return {
      r.stage {
        name = "layout", maximize = net:at(p.depth):energy(), octaves = { sides = { 160, 240, 360, 540 } },
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none", steps = 16, jitter = 32,
        step_size = r.per_octave { far(0.055), far(0.05), far(0.04), far(0.025) },
      },
      r.stage {
        name = "cover", maximize = net:at(p.depth):energy(), octaves = { from = 420, scale = 1.7 },
        steps = { 8, 6, 5, 4, 3 }, jitter = 64, parameterization = r.pixels { space = "decorrelated" },
        step_size = r.ease(2.2, 0.1) * p.strength,
      },
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
