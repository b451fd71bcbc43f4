-- The plugin "dusk": something appears in the sky, and the evening comes.
local r = require "reverie"
require "dusk"

return r.preset {
  api = 1, title = "Evening", author = "Reverie", licence = "CC0-1.0",
  about = "Dreams in the sky only, and then lets the evening in.",
  params = {
    horizon = r.number { default = 0.6, min = 0.1, max = 1, about = "where the land begins, 0 top … 1 bottom" },
    late = r.number { default = 0.7, min = 0, max = 1, about = "how late it is" },
  },
  recipe = function(net, p)
    return {
      r.stage {
        maximize = net:at("objects"):energy(), mask = r.sky(p.horizon), octaves = { count = 5 }, steps = 14,
        step_size = r.ease(2, 1),
      },
      r.dusk(p.late),
    }
  end,
}
