-- Two guides, each behind its own mask: what is dark takes after one picture, what is light takes after the other. By
-- themselves they make a planet that grows grass, and the sky around it.
local r = require "reverie"

return r.preset {
  api = 1, title = "Two worlds", author = "Reverie", licence = "CC0-1.0",
  about = "Shadows dream of one picture, lights of another.",
  params = {
    shadows = r.picture { optional = true, about = "what the shadows dream of; stars when left out" },
    lights = r.picture { optional = true, about = "what the lights dream of; a meadow when left out" },
    border = r.number { default = 0.5, min = 0.1, max = 0.9, about = "the lightness at which they meet" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.radial {
    colours = { "#f6efc4", "#e3d08a", "#b9a95a", "#6f7a3d", "#1b2140", "#10142e", "#0a0d20", "#080a18" },
    width = 768, height = 512,
  },

  recipe = function(net, p)
    local light = r.luminance { above = p.border, softness = 0.15 }:feather(0.01)
    local layer = net:at(0.4)
    return {
      r.stage {
        maximize = layer:guide { picture = p.shadows or r.file("guides/stars.jpg"), mask = light:inverse() }
          + layer:guide { picture = p.lights or r.file("guides/grass.jpg"), mask = light },
        octaves = { count = 5, scale = 1.4 }, steps = 16, step_size = r.ease(2.5, 1.2) * p.strength,
      },
      r.match_colours { from = "input", space = "oklab" },
    }
  end,
}
