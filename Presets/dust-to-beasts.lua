-- A dream in three depths that works on every network: textures at first, large and faint; then parts; then whole
-- beasts. Each begins with long steps and ends with short ones, so that three of them leave flat places calm.
local r = require "reverie"

return r.preset {
  api = 1, title = "Dust to beasts", author = "Reverie", licence = "CC0-1.0",
  about = "Textures become parts, and parts become beasts.",
  params = {
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far each stage goes" },
    beasts = r.number { default = 1, min = 0, max = 3, about = "how far the last one goes; 0 leaves it out" },
  },
  network = "efficientnet-lite0",
  canvas = r.gradient {
    colours = { "#d9c7a0", "#e8dcc0", "#c08a52", "#7a4a30", "#4a3a34", "#2a2a30" }, width = 768, height = 512,
  },

  recipe = function(net, p)
    local function stage(name, depth, octaves, push)
      return r.stage {
        name = name, maximize = net:at(depth):energy(), octaves = { count = octaves, scale = 1.4 }, steps = 10,
        step_size = r.keys { { 0, 9 }, { 0.5, 5 }, { 0.65, 2 }, { 0.8, 0.3 }, { 1, 0.2 } } * (p.strength * push),
        parameterization = r.pixels { space = "decorrelated" },
      }
    end
    return {
      stage("dust", "texture", 4, 0.6),
      stage("parts", "parts", 5, 1),
      p.beasts > 0 and stage("beasts", "objects", 6, p.beasts),
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
