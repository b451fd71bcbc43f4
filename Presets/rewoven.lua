-- The same picture in another cloth: what goes together in the guide goes together here, in three blocks at once, and
-- what the middle of the network saw of the picture is kept.
local r = require "reverie"

return r.preset {
  api = 1, title = "Rewoven", author = "Reverie", licence = "CC0-1.0",
  about = "Weaves the picture anew out of another one's stuff, and keeps its shapes. Best with DINOv2.",
  params = {
    guide = r.picture { optional = true, about = "the cloth; grass when there is none" },
    keep = r.number { default = 0.5, min = 0, max = 3, about = "how much of the picture's shapes is kept" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how close the cloth comes to the guide's" },
  },
  network = "dinov2-small",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local guide = p.guide or r.file("guides/grass.jpg")
    local function far(size) return size * p.strength end
    local cloth
    for _, depth in ipairs { 0.23, 0.49, 0.74 } do
      local part = net:at(depth):style(guide)
      cloth = cloth and cloth + part or part
    end
    return {
      r.stage {
        name = "weave", maximize = cloth + p.keep * net:at(0.49):content(r.input()),
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 200, scale = 1.5 }, steps = { 16, 14, 10 }, jitter = 14,
        step_size = r.per_octave { far(0.05), far(0.04), far(0.022) },
        transforms = { r.random_scale { 0.95, 1, 1.05 }, r.random_rotate { -3, 0, 3 } },
      },
    }
  end,
}
