-- So faint that it is seen only at a second look: the dream changes the light, the colours stay those of the picture,
-- and flat places, where it would show at once, are spared.
local r = require "reverie"

return r.preset {
  api = 1, title = "Whisper", author = "Reverie", licence = "CC0-1.0",
  about = "Hides creatures in a picture without changing its colours.",
  params = {
    depth = r.number { default = 0.75, min = 0.1, max = 1, about = "0.3 hides grain, 0.9 hides somebody" },
    loud = r.number { default = 0.8, min = 0.1, max = 1, about = "how much of the dream is let through" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    local light = r.canvas():colours("oklab"):channel(0)
    local tones = light:mask { above = 0.5, softness = 1 }
    local function plane(mask) return (light - light + 1) * mask end
    -- How far a place is from what lies around it, as large on every canvas.
    local busy = (plane(tones) - plane(tones:feather(0.014))):abs():mask { above = 0.1, softness = 0.2 }:feather(0.025)
    return {
      r.stage {
        maximize = net:at(p.depth):energy(), minimize = 0.02 * net:at(0.25):leash(r.input()), mask = busy,
        parameterization = r.fourier { decay = 1.15 }, optimizer = "adam", gradient = "none",
        step_size = r.per_octave { 0.065, 0.06, 0.05, 0.035, 0.02 },
        octaves = { from = 120, scale = 1.5 }, steps = 16, jitter = 24,
      },
      r.keep_colour(),
      r.blend(r.input(), "normal", 1 - p.loud),
    }
  end,
}
