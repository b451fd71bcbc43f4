-- The strengths of a photo's waves stay what they are, at every size; only their phases move (Fel et al., 2023). So
-- light, colours and grain are still the photo's, nothing can burn, and what was one thing is now made of others, as
-- Arcimboldo made faces of fruit. Looked at on SqueezeNet (0.85: glass beads) as well.
local r = require "reverie"

return r.preset {
  api = 1, title = "Magnitude constrained", author = "Reverie, after MACO", licence = "CC0-1.0",
  about = "The same waves in another order: a photo made of other things. Best with EfficientNet-Lite.",
  params = {
    depth = r.number { default = 0.7, min = 0.1, max = 1, about = "0.3 takes textures, 0.7 things, 0.9 scenes" },
    strength = r.number { default = 1, min = 0.2, max = 6, about = "how far it goes; from 3 on the photo is lost" },
    photo = r.pictures { optional = true, about = "one or a folder, whose waves are used; its own when left out" },
  },
  network = "efficientnet-lite0",
  canvas = r.clouds { width = 768, height = 512 },

  recipe = function(net, p)
    -- A sky has no waves of its own: it would take those of all the rest, as stripes.
    local light = r.canvas():colours("oklab"):channel(0)
    local tones = light:mask { above = 0.5, softness = 1 }
    local function plane(mask) return (light - light + 1) * mask end
    -- How far a place is from what lies around it, as large on every canvas.
    local busy = (plane(tones) - plane(tones:feather(0.014))):abs():mask { above = 0.15, softness = 0.3 }:feather(0.025)
    return {
      r.stage {
        maximize = net:at(p.depth):energy(), mask = 1 - 0.85 * busy:inverse(),
        parameterization = r.phase { magnitudes = p.photo }, optimizer = "nadam", gradient = "none",
        octaves = { from = 190, scale = 1.5 }, steps = 20,
        step_size = p.strength * r.per_octave { 0.09, 0.08, 0.06, 0.04, 0.025 }, jitter = 32,
      },
    }
  end,
}
