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
    local function climb(creature, octaves, steps)
      return r.stage {
        maximize = creature, minimize = 0.05 * r.tv(),
        octaves = { count = octaves, scale = 1.4 }, steps = steps, step_size = 1.1,
      }
    end
    local function between(share) return climb((1 - share) * from + share * to, 3, 3) end
    local light = r.match_histogram { from = "input", space = "ab" }
    return {
      climb(from, 5, 14), light,
      r.film {
        frames = p.frames, camera = r.camera { zoom = 1.012, rotate = 0.2 },
        each = function(t) return { between(0.001 + 0.998 * t), light } end,
      },
    }
  end,
}
