-- One creature on a round, transparent sheet, to put on anything. It is found at a small size, in views that shift,
-- turn and breathe; larger sizes only make it clear. Of a photo it takes light and colours: the rest is
-- blurred before, so that no face shows through the feathers. What lies outside is cut away. Write it to a PNG.
local r = require "reverie"

return r.preset {
  api = 1, title = "Sticker", author = "Reverie", licence = "CC0-1.0",
  about = "A creature on a round, transparent sticker. Needs a network with classes. Best with SqueezeNet.",
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
    local function far(size) return size * p.strength end
    return {
      r.blur(0.08),
      r.stage {
        name = "creature", maximize = net:class(p.creature), mask = round(0.8, 0.4),
        parameterization = r.fourier { decay = 1.25 }, optimizer = "adam", gradient = "none",
        octaves = { from = 120, scale = 1.5 }, steps = { 70, 30, 18, 12, 8 }, jitter = 8,
        step_size = r.per_octave { far(0.05), far(0.04), far(0.025), far(0.014), far(0.008) },
        transforms = { r.random_scale { 0.9, 1, 1.1 }, r.random_rotate { -6, 0, 6 } },
      },
      r.match_colours { from = "input", space = "ab" },
      r.opacity(round(1, 0.03)),
    }
  end,
}
