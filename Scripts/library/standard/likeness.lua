-- Objectives that look at another picture: guides, styles and contents. Each is a number that grows as the dream comes
-- closer, so that it stands in maximize; leash is the one that stands in minimize.
local r = require "reverie"

-- The mean square of a difference, as a part of what it is a difference from.
local function distance(x, wanted)
  return (x - wanted):square():mean() / (wanted:square():mean() + 1e-6)
end

-- Each weighs channels or positions by what the guide has.
local formulas = {
  -- Google's (2015): every position goes to the position of the guide that it resembles most.
  ["best-match"] = function(x, guide) return x:best_match(guide):mean() end,
  -- crowsonkb/deep_dream: channels by their sum over the guide.
  ["channel-sum"] = function(x, guide)
    local weights = guide:mean("space")
    return (x * weights / (weights:abs():sum() + 1e-6)):sum("channels"):mean()
  end,
  -- Position answers to position.
  aligned = function(x, guide) return (x * guide):mean() end,
  -- Lucid's infinite patterns: channels by a power of their sum, so that only those that mark the guide count.
  selective = function(x, guide)
    local weights = guide:relu():mean("space") ^ 3
    return (x * weights / (weights:sum() + 1e-6)):sum("channels"):mean()
  end,
}

return r.plugin {
  api = 1, name = "likeness", title = "Guides, styles and contents",
  words = {
    r.define {
      name = "guide", on = "tensor", gives = "objective",
      about = "guided dreaming: sees in the canvas what it sees in a picture, wherever it fits",
      options = {
        picture = r.picture { about = "whose features are wanted" },
        formula = r.choice { default = "best-match", of = { "best-match", "channel-sum", "aligned", "selective" },
          about = "place to nearest place (Google), channels by their sum, place to same place, or only marked channels" },
        size = r.integer { default = 384, min = 16, max = 4096, unit = "px",
          about = "the guide's longer side; \"aligned\" takes the canvas's size" },
        mask = r.mask { optional = true, about = "where in the canvas; another guide may have the rest" },
      },
      positional = { "picture", "formula" },
      example = "maximize = net.fire5:guide(p.guide, \"best-match\")",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = meanₚ max_q x[:, p]·g[:, q], g = x(picture); meanₚ(w·x[:, p]), w ∝ Σₚ g; or mean(x · g)",
      fails = "where a single number is left of the picture, as of a class: it would say how much, and not what",
      make = function(self, o)
        local guide = o.formula == "aligned" and self:aligned(o.picture) or self:of(o.picture, o.size)
        local x = o.mask and self:mask(o.mask) or self
        return formulas[o.formula](x, guide)
      end,
    },
    r.define {
      name = "style", on = "tensor", gives = "objective",
      about = "how alike the textures are, wherever they lie: 0 is the same, below is less (Gatys et al., 2015)",
      options = {
        picture = r.picture { about = "whose style" },
        by = r.choice { default = "gram", of = { "gram", "moments" },
          about = "which channels go together, or each one's mean and variance (Li et al., 2017), which is faster" },
        size = r.integer { default = 384, min = 16, max = 4096, unit = "px", about = "the picture's longer side" },
      },
      positional = { "picture", "by" },
      example = "maximize = net.fire2:style(p.painting) + net.fire5:style(p.painting)",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = −mean((G − G')²) / mean(G'²), G and G' the Gram matrices of both; by moments the same of μ and of σ²",
      make = function(self, o)
        local other = self:of(o.picture, o.size)
        if o.by == "gram" then return -distance(self:gram(), other:gram()) end
        local function moments(x)
          local mean = x:mean("space")
          return mean, (x - mean):square():mean("space")
        end
        local mean, variance = moments(self)
        local wanted_mean, wanted_variance = moments(other)
        return -(distance(mean, wanted_mean) + distance(variance, wanted_variance))
      end,
    },
    r.define {
      name = "content", on = "tensor", gives = "objective",
      about = "how much it sees what it sees in a picture, place by place: 0 is the same, below is less "
        .. "(feature inversion: Mahendran and Vedaldi, 2014)",
      options = { picture = r.picture { about = "whose content" } },
      positional = { "picture" },
      example = "maximize = net.fire8:content(p.photo)",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = −mean((x − g)²) / mean(g²), g = x(picture)",
      make = function(self, o) return -distance(self, self:aligned(o.picture)) end,
    },
    r.define {
      name = "leash", on = "tensor", gives = "objective",
      about = "a penalty: how far the dream has gone from a picture, as this layer sees it (feature accentuation, 2024)",
      options = { picture = r.picture { about = "usually r.input()" } },
      positional = { "picture" },
      example = "minimize = 0.5 * net.fire3:leash(r.input())",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = mean((x − g)²) / mean(g²), g = x(picture)",
      make = function(self, o) return distance(self, self:aligned(o.picture)) end,
    },
  },
}
