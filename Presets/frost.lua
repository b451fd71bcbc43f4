-- Frost on a window: ferns of ice grow inwards from the frame, thickest where it is coldest, and in the middle somebody
-- has breathed a hole, through which the room is seen as it is. Looked at on
-- SqueezeNet (eyes) and VGG16 (0.7: shards of blue glass) as well.
local r = require "reverie"

return r.preset {
  api = 1, title = "Frost", author = "Reverie", licence = "CC0-1.0",
  about = "Ferns of ice grow in from the frame; the middle of the window is clear.",
  params = {
    cold = r.number { default = 0.6, min = 0, max = 1, about = "how far the ice has grown, 1 all over the window" },
    depth = r.number { default = 0.4, min = 0.1, max = 1, about = "0.3 grows needles, 0.4 ferns, 0.8 feathers" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how thick the ice is" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local ice = { "#10243f", "#35597d", "#7fa9c4", "#c3dde8", "#eef6f8", "#ffffff" }
    local open = 0.6 - 0.35 * p.cold
    local clear = r.ellipse { width = open, height = open, softness = 0.9 }
    local function far(size) return size * p.strength end
    return {
      -- Ice is as light by night as by day.
      r.match_colours { from = r.file("guides/raccoon.jpg") }, r.tone { saturation = 0.3 }, r.blur(0.004),
      r.stage {
        name = "ferns", maximize = net:at(p.depth):energy(), mask = 1 - clear,
        parameterization = r.fourier { decay = 1 }, optimizer = "adam", gradient = "none",
        octaves = { from = 150, scale = 1.5 }, steps = 16, jitter = 24,
        step_size = r.per_octave { far(0.06), far(0.055), far(0.045), far(0.024), far(0.008) },
      },
      r.tone { saturation = 0.3 }, r.palette { colours = ice, strength = 0.55 },
      -- Ice has no edges as fine as these.
      r.blur(0.0013),
      r.blend { picture = r.input(), mask = clear },
    }
  end,
}
