-- Objectives over a layer, by their standard names.
local r = require "reverie"

return r.plugin {
  api = 1, name = "objectives", title = "Objectives",
  words = {
    r.define {
      name = "energy", on = "tensor", gives = "objective",
      about = "half the mean square: DeepDream's objective (Mordvintsev, Olah and Tyka, 2015), whatever the size",
      example = "net.fire8:energy()",
      make = function(self) return 0.5 * self:square():mean() end,
    },
  },
}
