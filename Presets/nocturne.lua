-- Night falls first, whatever the hour of the photo was: its light and colours become those of a night at a launch pad.
-- Only then does the dream begin, in the shadows most and in the light that is left a little; and it stays night.
local r = require "reverie"

return r.preset {
  api = 1, title = "Nocturne", author = "Reverie", licence = "CC0-1.0",
  about = "What moves in the dark, when lights stay lights.",
  params = {
    late = r.number { default = 0.8, min = 0, max = 1, about = "how dark the night is" },
    depth = r.number { default = 0.8, min = 0.1, max = 1, about = "0.3 is rustling leaves, 0.9 is somebody" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" },
  },
  network = "efficientnet-lite0",
  canvas = r.radial {
    colours = { "#fffbe6", "#fff3c4", "#8f9fb5", "#51668c", "#31456b", "#1d2c4a", "#101a30" },
    width = 768, height = 512,
  },

  recipe = function(net, p)
    local function far(size) return size * p.strength end
    local night = r.match_colours { from = r.file("guides/rocket.jpg") }
    return {
      night,
      r.stage {
        maximize = net:at(p.depth):energy(), mask = r.luminance { below = 0.75, softness = 0.5 },
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 120, scale = 1.5 }, steps = 14, jitter = 24,
        step_size = r.per_octave { far(0.06), far(0.05), far(0.04), far(0.025), far(0.012) },
      },
      night,
      r.curve {
        points = { { 0, 0.02 }, { 0.35, 0.45 - 0.15 * p.late }, { 0.6, 0.68 }, { 1, 1 } }, channel = "lightness",
      },
    }
  end,
}
