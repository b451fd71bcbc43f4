-- One creature on a round, transparent sheet, to put on anything. It is found at a small size, which it fills, in views
-- that shift, turn and breathe; larger sizes only make it clear. The rim stays as it was, and what lies outside is cut
-- away. Write it to a PNG.
local r = require "reverie"

return r.preset {
  api = 1, title = "Sticker", author = "Reverie", licence = "CC0-1.0",
  about = "A creature on a round sticker with a transparent border. Needs a network with classes.",
  params = {
    creature = r.class { default = "macaw", about = "who is on it" },
    size = r.number { default = 0.46, min = 0.1, max = 0.5, about = "its radius, as a part of the shorter side" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "squeezenet",
  canvas = r.radial {
    colours = { "#e8d6a0", "#e0b060", "#d89c50", "#d08c48", "#2f9a90", "#14626e", "#14626e" },
    width = 512, height = 512,
  },

  recipe = function(net, p)
    local function round(part, softness) return r.circle { radius = part * p.size, softness = softness } end
    return {
      r.stage {
        name = "sketch", maximize = net:class(p.creature), mask = round(0.75, 0.5),
        octaves = { sides = { 144, 216 } }, steps = { 80, 30 }, jitter = 8, gradient = "none",
        parameterization = r.fourier(1), optimizer = "adam", step_size = 0.05 * p.strength,
        transforms = { r.random_scale { 0.9, 0.95, 1, 1.05, 1.1 }, r.random_rotate { -6, -3, 0, 3, 6 } },
      },
      r.stage {
        name = "clear", maximize = net:class(p.creature), mask = round(0.7, 0.5),
        octaves = { count = 2, scale = 1.6 }, steps = { 12, 8 }, step_size = 1.2 * p.strength, jitter = 8,
      },
      r.match_colours { from = "input", space = "oklab" },
      r.tone { contrast = 1.15 },
      r.blend { picture = r.input(), mask = round(0.85, 0.3):inverse() },
      r.opacity(round(1, 0.03)),
    }
  end,
}
