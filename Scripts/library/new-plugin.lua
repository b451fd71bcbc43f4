-- A plugin to begin with: two words of your own. Change them, and look at them:  reverie plugins show FILE.lua
-- A preset beside this file has them after  require "NAME";  so have all presets once it lies in ~/.config/reverie/plugins.
-- What a word may take and give:  reverie help define   ·   reverie help number   ·   reverie help
local r = require "reverie"

return r.plugin {
  api = 1,                          -- the version of the language
  name = "new-plugin",              -- the file's name without .lua
  title = "new-plugin",             -- for people
  author = "",                      -- you
  licence = "CC0-1.0",              -- what others may do with it
  about = "A ring to dream in, and an objective that leaves the border alone.",
  words = {
    r.define {
      name = "ring",                -- called as r.ring(0.2, 0.4), or r.ring { outer = 0.5 }
      gives = "mask",
      about = "a ring around the middle",
      options = {
        inner = r.number { default = 0.15, min = 0.01, max = 1, about = "where it begins" },
        outer = r.number { default = 0.35, min = 0.01, max = 1, about = "where it ends" },
      },
      positional = { "inner", "outer" },
      example = "mask = r.ring(0.2, 0.4)",
      -- `o` holds the options, checked, with their defaults.
      make = function(_, o)
        local function disc(radius) return r.ellipse { width = radius, height = radius } end
        return disc(o.outer) * (1 - disc(o.inner))     -- masks: both, either (+), the rest (1 - mask)
      end,
    },
    r.define {
      name = "inner_energy", on = "tensor",            -- called on a layer: net:at(0.6):inner_energy(2)
      gives = "objective",
      about = "how much it sees, but for what lies along the border",
      options = { border = r.integer { default = 2, min = 0, max = 20, about = "how many positions do not count" } },
      positional = { "border" },
      example = "net:at(0.6):inner_energy(2)",
      -- `self` is what the word was called on.
      make = function(self, o) return self:inset(o.border):energy() end,
    },
  },
}
