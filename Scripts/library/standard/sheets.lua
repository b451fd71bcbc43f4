-- Objectives over several parts of one canvas: a sheet of pictures that are dreamt together, side by side, as Lucid dreams
-- a batch.
local r = require "reverie"

-- The parts of a tensor, row by row; all are as large as the first.
local function parts(x, columns, rows)
  local list = {}
  for row = 0, rows - 1 do
    for column = 0, columns - 1 do
      local part = x:crop { left = column / columns, right = (column + 1) / columns,
                            top = row / rows, bottom = (row + 1) / rows }
      list[#list + 1] = #list > 0 and part:resized(list[1]) or part
    end
  end
  return list
end

local function sum(terms)
  local total = terms[1]
  for i = 2, #terms do total = total + terms[i] end
  return total
end

local columns = r.integer { default = 2, min = 2, max = 16, about = "how many parts lie side by side" }
local rows = r.integer { default = 1, min = 1, max = 16, about = "how many lie below each other" }

return r.plugin {
  api = 1, name = "sheets", title = "Sheets of several pictures",
  words = {
    r.define {
      name = "diversity", on = "tensor", gives = "objective",
      about = "how much the parts of the canvas differ in style: 0 is not at all, −1 is the same "
        .. "(Olah et al., \"Feature visualization\", 2017)",
      options = { columns = columns, rows = rows },
      positional = { "columns", "rows" },
      example = "maximize = net.fire8:channel(40):mean() + net.fire3:diversity(2, 2)",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = −mean over i < j of ⟨Gᵢ, Gⱼ⟩, Gᵢ being the Gram matrix of part i, of length 1",
      make = function(self, o)
        local grams, terms = {}, {}
        for i, part in ipairs(parts(self, o.columns, o.rows)) do
          local gram = part:gram()
          grams[i] = gram / (gram:norm() + 1e-6)
          for j = 1, i - 1 do terms[#terms + 1] = (grams[i] * grams[j]):sum() end
        end
        return -1 / #terms * sum(terms)
      end,
    },
    r.define {
      name = "interpolation", on = "tensor", gives = "objective",
      about = "one channel in the first part, another in the last, and mixtures between them (Lucid's channel_interpolate)",
      options = {
        from = r.integer { default = 0, min = 0, max = 1000000, about = "the first part's channel, counted from 0" },
        to = r.integer { default = 1, min = 0, max = 1000000, about = "the last part's" },
        columns = columns,
      },
      positional = { "from", "to", "columns" },
      example = "maximize = net.fire8:interpolation(10, 91, 3) + 0.3 * r.canvas():alignment(3)",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = meanᵢ((1 − wᵢ) · x[from] + wᵢ · x[to]) in part i, wᵢ = i / (columns − 1)",
      fails = "where from or to is C or more",
      make = function(self, o)
        local terms = {}
        for i, part in ipairs(parts(self, o.columns, 1)) do
          local w = (i - 1) / (o.columns - 1)
          terms[i] = part:channels({ o.from, o.to }, { 1 - w, w }):mean()
        end
        return 1 / o.columns * sum(terms)
      end,
    },
    r.define {
      name = "alignment", on = "tensor", gives = "objective",
      about = "how alike neighbouring parts are, position by position: 0 is the same, below is less (Lucid's alignment)",
      options = {
        columns = columns,
        decay = r.number { default = 2, min = 1, max = 16, about = "how much less each step farther apart counts" },
      },
      positional = { "columns", "decay" },
      example = "maximize = net.fire8:interpolation(10, 91, 3) + 3 * r.canvas():alignment(3)",
      shape = "x: [C, H, W] → [1, 1, 1]",
      equation = "y = −mean over i < j ≤ i + 4 of decay^(i−j) · mean((xᵢ − xⱼ)²)",
      make = function(self, o)
        local list, terms = parts(self, o.columns, 1), {}
        for apart = 1, math.min(4, o.columns - 1) do
          for i = 1, o.columns - apart do
            local difference = (list[i] - list[i + apart]):square():mean()
            terms[#terms + 1] = 1 / o.decay ^ apart * difference
          end
        end
        return -1 / #terms * sum(terms)
      end,
    },
  },
}
