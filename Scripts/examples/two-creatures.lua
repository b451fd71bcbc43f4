-- The plugin "chimera": a creature on each side, meeting in the middle.
local r = require "reverie"
require "chimera"

return r.preset {
  api = 1, title = "Two creatures", author = "Reverie", licence = "CC0-1.0",
  about = "Draws one creature on the left and another on the right.",
  params = {
    left = r.class { default = "zebra", about = "who is on the left" },
    right = r.class { default = "goldfish", about = "who is on the right" },
  },
  canvas = r.noise { width = 768, height = 512 },
  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:chimera(p.left, p.right), minimize = 0.05 * r.tv(),
        octaves = { count = 6 }, steps = 16, step_size = r.ease(2, 1),
      },
      r.match_colours { space = "ab" },
    }
  end,
}
