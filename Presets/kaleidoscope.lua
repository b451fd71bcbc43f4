-- Dream, mirror, dream again: the network draws on into the symmetry that it finds, so that the petals have no cuts.
-- A black corner would be a black spoke: what lies across the middle from it shines through first.
local r = require "reverie"

return r.preset {
  api = 1, title = "Kaleidoscope", author = "Reverie", licence = "CC0-1.0",
  about = "A rose of mirrored wedges, grown together.",
  params = {
    petals = r.integer { default = 10, min = 3, max = 48, about = "how many" },
    depth = r.number { default = 0.7, min = 0.1, max = 1, about = "0.3 draws lace, 0.9 draws faces" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.radial { colours = { "#fbeecb", "#d9a05b", "#9a3f4b", "#3b2a5c", "#10122b" }, width = 640, height = 640 },

  recipe = function(net, p)
    local function grow(steps, size)
      return r.stage {
        maximize = net:at(p.depth):energy(), parameterization = "fourier", optimizer = "adam", gradient = "none",
        step_size = size * p.strength, octaves = { count = 1 }, steps = steps, jitter = 24,
      }
    end
    local mirror = r.kaleidoscope(p.petals)
    return {
      r.rotate(180), r.blend(r.input(), "lighten", 0.7),
      grow(16, 0.05), mirror, grow(12, 0.04), mirror, grow(8, 0.02), mirror,
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
