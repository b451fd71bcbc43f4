-- Two creatures in one picture: each is drawn in its own part, and they meet along a soft edge.
local r = require "reverie"

return r.plugin {
  api = 1, name = "chimera", title = "Chimera", author = "Reverie", licence = "CC0-1.0",
  about = "Draws one class in one part of the picture and another in the rest.",
  words = {
    r.define {
      name = "chimera", on = "network", gives = "objective",
      about = "two classes, each in its part of the picture",
      options = {
        first = r.class { about = "drawn where the mask is 1" },
        second = r.class { about = "drawn where it is 0" },
        where = r.mask { optional = true, about = "the first one's part; the left half when left out" },
        apart = r.number { default = 0.5, min = 0, max = 2,
          about = "how strongly each keeps out of the other's part" },
      },
      positional = { "first", "second", "where" },
      example = "maximize = net:chimera(\"tiger\", \"peacock\", r.ramp(90, 0.4, 0.6))",
      shape = "→ [1, 1, 1]",
      equation = "y = mean(e₁·m − apart·relu(e₁)·(1 − m)) + the same of e₂ with 1 − m, e = net:evidence, m the mask",
      fails = "where the network knows no such class",
      make = function(net, o)
        local here = o.where or r.ramp(180, 0.4, 0.6)
        local function drawn(name, place)
          local evidence = net:evidence(name)
          return (evidence * place):mean() - o.apart * (evidence:relu() * place:inverse()):mean()
        end
        return drawn(o.first, here) + drawn(o.second, here:inverse())
      end,
    },
  },
}
