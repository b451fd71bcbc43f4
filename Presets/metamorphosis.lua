-- A film in which one creature becomes another: what is wanted moves from class to class while the camera drifts
-- nearer.
local r = require "reverie"

return r.preset {
  api = 1, title = "Metamorphosis", author = "Reverie", licence = "CC0-1.0",
  about = "A film from one creature to another. Needs a network with classes.",
  params = {
    from = r.class { default = "zebra", about = "who it is at first" },
    to = r.class { default = "peacock", about = "who it becomes" },
    frames = r.integer { default = 120, min = 8, max = 1000, about = "how many" },
  },
  network = "squeezenet",
  canvas = r.gradient {
    colours = { "#e8c48a", "#d9a05b", "#7a9a6a", "#2f6f74", "#1d3a4a" }, width = 512, height = 384,
  },

  recipe = function(net, p)
    local from, to = net:class(p.from), net:class(p.to)
    local first = r.stage {
      name = "first", maximize = from, parameterization = r.fourier { decay = 1.2 }, optimizer = "adam",
      gradient = "none", octaves = { from = 110, scale = 1.5 }, steps = { 24, 20, 14, 10 },
      step_size = r.per_octave { 0.05, 0.045, 0.03, 0.012 },
    }
    local function between(share)
      return r.stage {
        maximize = (1 - share) * from + share * to, octaves = { from = 110, scale = 1.6 }, steps = 4,
        step_size = r.per_octave { 0.03, 0.025, 0.014, 0.005 }, parameterization = r.fourier { decay = 1.2 },
        optimizer = "adam", gradient = "none",
      }
    end
    local light = r.match_colours { from = "input", space = "oklab" }
    return {
      first, light,
      r.film {
        frames = p.frames, camera = r.camera { zoom = 1.012, rotate = 0.2 },
        each = function(t) return { between(0.001 + 0.998 * t), light } end,
      },
    }
  end,
}
