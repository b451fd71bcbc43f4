-- Night falls first, and only then does the dream begin: in the shadows most, in the light that is left a little.
local r = require "reverie"

return r.preset {
  api = 1, title = "Nocturne", author = "Reverie", licence = "CC0-1.0",
  about = "What moves in the dark, when lights stay lights.",
  params = {
    late = r.number { default = 0.7, min = 0, max = 1, about = "how dark the night is" },
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
    return {
      r.tone { exposure = -1.7 * p.late, saturation = 1 - 0.4 * p.late },
      r.stage {
        maximize = net:at(p.depth):energy(), mask = r.luminance { below = 0.75, softness = 0.5 },
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 120, scale = 1.5 }, steps = 14, jitter = 24,
        step_size = r.per_octave { far(0.06), far(0.05), far(0.04), far(0.025), far(0.012) },
      },
      r.tone { saturation = 0.8 },
      -- Deeper, but no darker than black: of a photo that was dark already something is left.
      r.curve { points = { { 0, 0.01 }, { 0.1, 0.1 }, { 0.3, 0.27 }, { 0.7, 0.74 }, { 1, 1 } }, channel = "lightness" },
      -- The brightest lights, and no daylight.
      r.blend {
        picture = r.input(), mode = "screen", mask = r.luminance { above = 0.85, softness = 0.2 }, opacity = 0.4,
      },
    }
  end,
}
