/// Least squares with a penalty on large weights (ridge regression, Hoerl and Kennard 1970).
///
/// Columns are centred and brought to unit variance first, so that one penalty is just to all of them; what it gives is said
/// in the columns' own units again.
struct Ridge {
    /// The weight of each column, and what is added to their sum.
    struct Weights: Equatable {
        var columns: [Double]
        var bias: Double

        func value(_ row: [Double]) -> Double {
            var sum = bias
            for index in columns.indices { sum += columns[index] * row[index] }
            return sum
        }
    }

    private let width: Int
    private let means: [Double]
    private let scales: [Double]
    /// Rows brought to unit variance, one behind the other.
    private let rows: [Double]
    /// Their products with one another, the lower triangle.
    private let products: [Double]

    /// - Parameter rows: at least one; all of one width.
    init(_ rows: [[Double]]) {
        let width = rows[0].count
        let count = Double(rows.count)
        var means = [Double](repeating: 0, count: width)
        var squares = means
        for row in rows { for index in 0..<width { means[index] += row[index] } }
        for index in 0..<width { means[index] /= count }
        for row in rows {
            for index in 0..<width { squares[index] += (row[index] - means[index]) * (row[index] - means[index]) }
        }
        // A column that never varies, but for rounding, tells nothing: it stays zero.
        let scales = zip(squares, means).map { square, mean in
            let scale = (square / count).squareRoot()
            return scale > 1e-9 * abs(mean) ? scale : .infinity
        }
        var all: [Double] = []
        all.reserveCapacity(rows.count * width)
        for row in rows { for index in 0..<width { all.append((row[index] - means[index]) / scales[index]) } }
        var products = [Double](repeating: 0, count: width * width)
        for row in rows.indices {
            let start = row * width
            for i in 0..<width {
                let factor = all[start + i]
                let line = i * width
                for j in 0...i { products[line + j] += factor * all[start + j] }
            }
        }
        (self.width, self.means, self.scales, self.rows, self.products) = (width, means, scales, all, products)
    }

    /// - Parameters:
    ///   - targets: for each of several questions the number wanted of every row.
    ///   - penalties: one for each column, more than zero.
    /// - Returns: for each question the weights whose squared errors, and squared weights times the penalties, sum to the least.
    func fit(_ targets: [[Double]], penalties: [Double]) -> [Weights] {
        let factor = cholesky(penalties)
        return targets.map { target in
            let mean = target.reduce(0, +) / Double(target.count)
            var right = [Double](repeating: 0, count: width)
            for (row, value) in target.enumerated() {
                let start = row * width
                for index in 0..<width { right[index] += rows[start + index] * (value - mean) }
            }
            let solution = solve(factor, right)
            let columns = zip(solution, scales).map { $0 / $1 }
            return Weights(columns: columns, bias: mean - zip(columns, means).reduce(0) { $0 + $1.0 * $1.1 })
        }
    }

    /// The lower triangle L with L·Lᵀ = products + penalties.
    private func cholesky(_ penalties: [Double]) -> [Double] {
        var lower = products
        for i in 0..<width {
            for j in 0...i {
                var sum = products[i * width + j] + (i == j ? penalties[i] : 0)
                for k in 0..<j { sum -= lower[i * width + k] * lower[j * width + k] }
                lower[i * width + j] =
                    i == j ? max(sum, .leastNormalMagnitude).squareRoot() : sum / lower[j * width + j]
            }
        }
        return lower
    }

    private func solve(_ lower: [Double], _ right: [Double]) -> [Double] {
        var x = right
        for i in 0..<width {
            for k in 0..<i { x[i] -= lower[i * width + k] * x[k] }
            x[i] /= lower[i * width + i]
        }
        for i in (0..<width).reversed() {
            for k in (i + 1)..<max(i + 1, width) { x[i] -= lower[k * width + i] * x[k] }
            x[i] /= lower[i * width + i]
        }
        return x
    }
}
