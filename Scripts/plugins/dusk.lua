-- Masks that follow the picture itself, skies and edges of the frame, and the colours of an evening.
local r = require "reverie"

return r.plugin {
  api = 1, name = "dusk", title = "Dusk", author = "Reverie", licence = "CC0-1.0",
  about = "Masks for landscapes, and a last stage that lets the evening in.",
  words = {
    r.define {
      name = "sky", gives = "mask",
      about = "what is bright and high up: the sky of most landscapes",
      options = {
        horizon = r.number { default = 0.6, min = 0.05, max = 1, about = "where the land begins, 0 top … 1 bottom" },
        brightness = r.number { default = 0.45, min = 0, max = 1, about = "what counts as bright" },
      },
      positional = { "horizon", "brightness" },
      example = "mask = r.sky(0.55)",
      make = function(_, o)
        local high = 1 - r.ramp(90, math.max(0, o.horizon - 0.1), math.min(1, o.horizon + 0.1))
        return (high * r.luminance { above = o.brightness, softness = 0.2 }):feather(0.01)
      end,
    },
    r.define {
      name = "middle", gives = "mask",
      about = "1 in the middle, falling to 0 towards the corners",
      options = { width = r.number { default = 0.55, min = 0.1, max = 2, about = "of the free middle, as a radius" } },
      positional = { "width" },
      example = "mask = r.middle(0.5)",
      make = function(_, o) return r.ellipse { width = o.width, height = o.width, softness = 0.8 } end,
    },
    r.define {
      name = "evening", gives = "palette",
      about = "the colours of a sky after sunset: blue shadows, rose and gold",
      example = "r.palette(r.evening(), 0.9)",
      make = function() return { "#0d1026", "#27284f", "#5b3a68", "#a4526a", "#e08a5c", "#f6c98a", "#fff1d6" } end,
    },
    r.define {
      name = "dusk", gives = "stages",
      about = "darkens and warms the picture, and brings its colours to those of an evening",
      options = {
        amount = r.number { default = 0.6, min = 0, max = 1, about = "how late it is" },
        colours = r.list { of = r.colour {}, most = 12, optional = true,
          about = "an evening's colours; those of r.evening when left out" },
      },
      positional = { "amount" },
      example = "r.dusk(0.8)",
      make = function(_, o)
        return {
          r.tone { exposure = -0.7 * o.amount, contrast = 1 + 0.15 * o.amount, saturation = 1 - 0.1 * o.amount },
          r.palette { colours = o.colours or r.evening(), strength = 0.6 * o.amount },
        }
      end,
    },
  },
}
