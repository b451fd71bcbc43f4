-- A class sits for its portrait in lamplight, before a dark wall, as old masters had it: found at a small size, in
-- views that shift, turn and breathe, and only made clear at larger ones. It has no colours but the lamp's. Of a
-- photo, too, only the light is left. Looked at on SqueezeNet, whose creatures have faces, and EfficientNet-Lite0,
-- which draws fur.
local r = require "reverie"

return r.preset {
  api = 1, title = "Class portrait", author = "Reverie, after Audun Øygard's deepdraw", licence = "CC0-1.0",
  about = "One class, from a blur to a portrait. Needs a network with classes. Best with SqueezeNet.",
  params = {
    creature = r.class { default = "red fox", about = "who sits for the portrait" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far each step goes" },
  },
  network = "squeezenet",
  canvas = r.radial {
    colours = { "#c9a063", "#a06a3c", "#5f4630", "#2c2a26", "#141518" }, width = 512, height = 512,
  },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    return {
      r.stage {
        name = "sitting", maximize = net:class(p.creature),
        mask = r.ellipse { width = 0.42, height = 0.46, softness = 0.6 },
        parameterization = r.fourier { decay = 1.2 }, optimizer = "adam", gradient = "none",
        octaves = { from = 128, scale = 1.45 }, steps = { 60, 30, 20, 14, 10 },
        step_size = r.per_octave { far(0.05), far(0.045), far(0.035), far(0.018), far(0.007) },
        transforms = { r.random_scale { 0.9, 1, 1.1 }, r.random_rotate { -6, 0, 6 } },
      },
      r.match_histogram { from = "input", space = "ab" },
    }
  end,
}
