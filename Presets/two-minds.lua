-- Two networks at one canvas. A vision transformer lays cloth, scales and stone over everything, a convolutional
-- network looks for beasts and fruit in them; neither gives way, and where both agree the picture is strangest.
local r = require "reverie"

return r.preset {
  api = 1, title = "Two minds", author = "Reverie", licence = "CC0-1.0",
  about = "Two networks dream on one canvas at once. Best with DINOv2, and EfficientNet-Lite beside it.",
  params = {
    depth = r.number { default = 0.63, min = 0.2, max = 0.9, about = "of the network that the preset runs on" },
    other = r.number { default = 0.75, min = 0.1, max = 1, about = "of EfficientNet-Lite: 0.6 scales, 0.75 beasts" },
    balance = r.number { default = 1, min = 0, max = 4, about = "how loud EfficientNet-Lite is" },
    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far both go" },
  },
  network = "dinov2-small",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local beasts = r.network("efficientnet-lite0")
    local function far(size) return size * p.strength end
    return {
      r.stage {
        name = "two minds",
        -- A few tokens of a transformer shout; without them the rest is heard.
        maximize = net:at(p.depth):without_outliers(2.5):energy() + p.balance * beasts:at(p.other):energy(),
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        octaves = { from = 200, scale = 1.5 }, steps = { 20, 16, 12 },
        step_size = r.per_octave { far(0.06), far(0.05), far(0.03) }, jitter = 14,
      },
    }
  end,
}
