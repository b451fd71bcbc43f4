-- A dream in three depths that works on every network: textures at first, large and faint; then parts; then whole
-- beasts. Each begins with long steps, and its last octave is hardly climbed, so that three leave flat places calm.
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
    local function stage(name, depth, octaves, scale, push)
      local last = 1 - 1 / octaves
      return r.stage {
        name = name, maximize = net:at(depth):energy(), octaves = { count = octaves, scale = scale }, steps = 10,
        step_size = r.keys { { 0, 9 }, { 0.6 * last, 5 }, { 0.85 * last, 1.2 }, { last, 0.2 }, { 1, 0.1 } }
          * (p.strength * push),
        parameterization = r.pixels { space = "decorrelated" },
      }
    end
    return {
      stage("dust", "texture", 3, 1.7, 0.6),
      stage("parts", "parts", 4, 1.6, 1),
      p.beasts > 0 and stage("beasts", "objects", 5, 1.55, p.beasts),
      r.match_colours { from = "input", space = "ab" },
    }
  end,
}
