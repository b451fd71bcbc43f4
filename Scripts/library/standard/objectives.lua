-- Objectives over a layer, by their standard names. Each is a number that grows as the dream succeeds.
local r = require "reverie"

-- The scalar product with a direction at every position: a tensor of the positions, or one number each.
local function along(x, direction) return (x * direction):sum("channels") end

-- Lucid's power of the cosine: a product counts the less, the less the directions agree (Carter et al., "Activation atlas",
-- 2019: mean(x·v · max(0.1, cos(x, v))^p)).
local function aligned(x, direction, power)
  local product = along(x, direction)
  if power == 0 then return product:mean() end
  local lengths = x:norm("channels") * direction:norm("channels")
  return (product * ((product / (lengths + 1e-6)):maximum(0.1) ^ power)):mean()
end

return r.plugin {
  api = 1, name = "objectives", title = "Objectives",
  words = {
    r.define {
      name = "energy", on = "tensor", gives = "objective",
      about = "half the mean square: DeepDream's objective (Mordvintsev, Olah and Tyka, 2015), whatever the size",
      example = "net.fire8:energy()",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = Σ x² / (2·C·H·W)",
      make = function(self) return 0.5 * self:square():mean() end,
    },
    r.define {
      name = "dot", on = "tensor", gives = "tensor",
      about = "the scalar product with another at every position",
      options = { other = r.tensor { about = "of as many channels, or one number a channel" } },
      positional = { "other" },
      example = "net.fire5:dot(net.fire5:of(p.guide):mean(\"space\")):mean()",
      shape = "x: [C, H, W], other: [C, 1, 1] or [C, H, W] → [1, H, W]",
      equation = "y[p] = Σ_c x[c, p] · other[c, p]",
      fails = "where the channels are not as many",
      make = function(self, o) return along(self, o.other) end,
    },
    r.define {
      name = "cosine", on = "tensor", gives = "tensor",
      about = "the cosine of the angle to another at every position, −1 … 1",
      options = { other = r.tensor { about = "of as many channels, or one number a channel" } },
      positional = { "other" },
      example = "net.fire5:cosine(net.fire5:of(p.guide):mean(\"space\")):mean()",
      shape = "x: [C, H, W], other: [C, 1, 1] or [C, H, W] → [1, H, W]",
      equation = "y[p] = x[:, p]·other[:, p] / (‖x[:, p]‖ · ‖other[:, p]‖ + 10⁻⁶)",
      fails = "where the channels are not as many",
      make = function(self, o)
        return along(self, o.other) / (self:norm("channels") * o.other:norm("channels") + 1e-6)
      end,
    },
    r.define {
      name = "direction", on = "tensor", gives = "objective",
      about = "how far it points in a direction of its channels (Olah et al., \"Feature visualization\", 2017)",
      options = {
        to = r.tensor { about = "one number a channel, or a whole tensor, position by position" },
        power = r.number { default = 0, min = 0, max = 8, about = "above 0 other directions count less and less" },
      },
      positional = { "to", "power" },
      example = "net.fire5:direction(net.fire5:of(p.guide):mean(\"space\"), 2)",
      shape = "x: [C, H, W], to: [C, 1, 1] or [C, H, W] → [1, 1, 1]",
      equation = "y = meanₚ(x·v · max(0.1, cos(x, v))^power), v = to",
      fails = "where the channels are not as many",
      make = function(self, o) return aligned(self, o.to, o.power) end,
    },
    r.define {
      name = "caricature", on = "tensor", gives = "objective",
      about = "more of what it sees in a picture, place by place (Olah, 2018)",
      options = {
        picture = r.picture { about = "usually r.input()" },
        power = r.number { default = 1, min = 0, max = 8, about = "above 0 other directions count less and less" },
      },
      positional = { "picture", "power" },
      example = "net.fire8:caricature(r.input())",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = meanₚ(x·v · max(0.1, cos(x, v))^power), v = x(picture)",
      make = function(self, o) return aligned(self, self:aligned(o.picture), o.power) end,
    },
    r.define {
      name = "classes", on = "network", gives = "objective",
      about = "the evidence for several classes, each with its weight; below 0 a class is avoided",
      options = {
        names = r.list { of = r.class {}, most = 100, about = "names, synonyms or numbers" },
        weights = r.list { of = r.number { min = -100, max = 100 }, most = 100, optional = true,
          about = "as many as there are names; 1 for each when left out" },
      },
      positional = { "names", "weights" },
      example = "net:classes({ \"zebra\", \"tabby\" }, { 1, -0.5 })",
      shape = "→ [1, 1, 1]",
      equation = "y = Σᵢ weights[i] · net:class(names[i])",
      fails = "where the network knows no such class, or there are more weights than names, or fewer",
      make = function(self, o)
        local weights = o.weights
        if weights and #weights ~= #o.names then
          error("there are " .. #o.names .. " names and " .. #weights .. " weights", 0)
        end
        local sum
        for i, name in ipairs(o.names) do
          local term = (weights and weights[i] or 1) * self:class(name)
          sum = sum and sum + term or term
        end
        return sum
      end,
    },
    r.define {
      name = "typical", on = "tensor", gives = "objective",
      about = "a penalty: how far it is from what the layer had in training (Yin et al., \"Dreaming to distill\", 2020)",
      example = "maximize = net:class(\"zebra\"), minimize = 0.1 * net:at(0.5):typical()",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = ‖μ(x) − μ‖² + ‖σ²(x) − σ²‖², μ and σ² being those of training, a number a channel",
      fails = "where no batch normalisation tells what was there in training",
      make = function(self)
        local mean = self:mean("space")
        local variance = (self - mean):square():mean("space")
        return (mean - self:trained("mean")):square():sum() + (variance - self:trained("variance")):square():sum()
      end,
    },
  },
}
