-- Two guides, each behind its own mask: what is dark takes after one picture, what is light takes after the other.
-- By themselves they make a planet that grows grass, and the worlds around it. Looked at on SqueezeNet (0.65) and on
-- DINOv2 (0.5: brushed light, and the photo goes under) as well.
local r = require "reverie"

return r.preset {
  api = 1, title = "Two worlds", author = "Reverie", licence = "CC0-1.0",
  about = "Shadows dream of one picture, lights of another. Best with EfficientNet-Lite.",
  params = {
    shadows = r.picture { optional = true, about = "what the shadows dream of; stars when left out" },
    lights = r.picture { optional = true, about = "what the lights dream of; a meadow when left out" },
    border = r.number { default = 0.5, min = 0.1, max = 0.9, about = "the lightness at which they meet" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.radial {
    colours = { "#f6efc4", "#e3d08a", "#b9a95a", "#6f7a3d", "#1b2140", "#10142e", "#0a0d20", "#080a18" },
    width = 768, height = 512,
  },

  recipe = function(net, p)
    local light = r.luminance { above = p.border, softness = 0.3 }:feather(0.01)
    local night, day = p.shadows or r.file("guides/stars.jpg"), p.lights or r.file("guides/grass.jpg")
    local layer = net:at(0.68)
    local function far(size) return size * p.strength end
    return {
      r.stage {
        maximize = layer:guide { picture = night, mask = light:inverse() }
          + layer:guide { picture = day, mask = light },
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 200, scale = 1.5 }, steps = { 16, 14, 10 }, jitter = 14,
        step_size = r.per_octave { far(0.05), far(0.04), far(0.022) },
        transforms = { r.random_scale { 0.95, 1, 1.05 }, r.random_rotate { -4, 0, 4 } },
      },
    }
  end,
}
