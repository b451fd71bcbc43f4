-- Somebody stays who they are: the face is left alone, a leash on an early layer holds the rest to what it was, and the
-- light of the photo comes back at the end.
local r = require "reverie"

return r.preset {
  api = 1, title = "Portrait", author = "Reverie", licence = "CC0-1.0",
  about = "Dreams in the clothes and around the head; the face keeps its identity.",
  params = {
    x = r.number { default = 0.5, min = 0, max = 1, about = "the middle of the face, 0 left … 1 right" },
    y = r.number { default = 0.35, min = 0, max = 1, about = "the middle of the face, 0 top … 1 bottom" },
    size = r.number { default = 0.22, min = 0.02, max = 1, about = "half of its height, as a part of the picture's" },
    leash = r.number { default = 0.1, min = 0, max = 4, about = "how much of the rest stays" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 512, height = 512 },

  recipe = function(net, p)
    local face = r.ellipse { x = p.x, y = p.y, width = 0.75 * p.size, height = p.size, softness = 0.5 }
    return {
      r.stage {
        maximize = net:at(0.75):energy(), minimize = p.leash * net:at(0.3):leash(r.input()), mask = 1 - 0.9 * face,
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 120, scale = 1.5 }, steps = { 16, 16, 14, 12, 10 },
        step_size = r.per_octave { 0.055, 0.05, 0.04, 0.022, 0.007 },
      },
      r.match_colours { from = "input", space = "ab" },
      r.blend { picture = r.input(), mode = "luminosity", opacity = 0.15 },
    }
  end,
}
