/**
 * The functions an analyst may call, by what they are for. Whatever is not here does not exist for analysts: what reads files
 * or settings, asks other machines, waits, names the machine, or computes without an end that a time limit can reach.
 */

const words = (text: string): string[] => text.trim().split(/\s+/);

const operators = words(`
  plus minus multiply divide divideOrNull intDiv intDivOrZero intDivOrNull modulo moduloOrZero moduloOrNull positiveModulo negate abs gcd lcm
  equals notEquals less greater lessOrEquals greaterOrEquals isDistinctFrom isNotDistinctFrom and or xor not
  in notIn globalIn globalNotIn nullIn notNullIn like notLike ilike notILike if multiIf caseWithExpression caseWithoutExpression
  coalesce ifNull nullIf assumeNotNull toNullable isNull isNotNull isZeroOrNull firstNonDefault greatest least clamp max2 min2
  tuple tupleElement untuple array arrayElement arrayElementOrNull map lambda exists cast _CAST accurateCast accurateCastOrNull accurateCastOrDefault
  isFinite isInfinite isNaN ifNotFinite midpoint identity materialize ignore toTypeName transform bar`);

const conversions = words(`
  toString toFixedString toBool toUInt8 toUInt16 toUInt32 toUInt64 toInt8 toInt16 toInt32 toInt64 toInt128 toUInt128 toFloat32 toFloat64
  toUInt8OrNull toUInt16OrNull toUInt32OrNull toUInt64OrNull toInt8OrNull toInt16OrNull toInt32OrNull toInt64OrNull toFloat32OrNull toFloat64OrNull
  toUInt8OrZero toUInt16OrZero toUInt32OrZero toUInt64OrZero toInt8OrZero toInt16OrZero toInt32OrZero toInt64OrZero toFloat32OrZero toFloat64OrZero
  toDecimal32 toDecimal64 toDecimal128 toDecimal64OrNull toDecimalString toLowCardinality toJSONString
  formatReadableQuantity formatReadableSize formatReadableTimeDelta formatReadableDecimalSize formatRow formatRowNoNewline hex bin`);

const mathematics = words(`
  round roundBankers floor ceil trunc sign sqrt cbrt exp exp2 exp10 log log2 log10 log1p pow sin cos tan asin acos atan atan2 pi e
  degrees radians hypot sigmoid widthBucket roundDown roundToExp2 sqr bitAnd bitOr bitXor bitNot bitShiftLeft bitShiftRight bitTest bitCount
  greatCircleDistance geoDistance geohashEncode geohashDecode pointInPolygon rand rand64 randConstant randUniform randNormal
  cityHash64 sipHash64 xxHash64 xxh3 farmHash64 murmurHash3_64 MD5 SHA1 SHA256 CRC32 intHash64`);

const days = words(`
  now now64 today yesterday timezone serverTimezone timezoneOf timezoneOffset toTimezone makeDate makeDate32 makeDateTime makeDateTime64
  toDate toDate32 toDateTime toDateTime32 toDateTime64 toTime toDateOrNull toDateOrZero toDate32OrNull toDateTimeOrNull toDateTimeOrZero toDateTime64OrNull
  parseDateTime parseDateTimeOrNull parseDateTime64 parseDateTime64OrNull parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTime64BestEffort parseDateTime64BestEffortOrNull
  toYear toQuarter toMonth toISOWeek toISOYear toWeek toYearWeek toDayOfYear toDayOfMonth toDayOfWeek toDaysInMonth toHour toMinute toSecond toMillisecond
  toStartOfYear toStartOfISOYear toStartOfQuarter toStartOfMonth toMonday toStartOfWeek toStartOfDay toStartOfHour toStartOfMinute toStartOfSecond
  toStartOfFiveMinutes toStartOfTenMinutes toStartOfFifteenMinutes toStartOfInterval toLastDayOfMonth toLastDayOfWeek dateTrunc timeSlot
  toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss YYYYMMDDToDate toUnixTimestamp fromUnixTimestamp fromUnixTimestamp64Milli fromUnixTimestamp64Second toUnixTimestamp64Milli toUnixTimestamp64Second
  addYears addQuarters addMonths addWeeks addDays addHours addMinutes addSeconds addMilliseconds addDate addInterval
  subtractYears subtractQuarters subtractMonths subtractWeeks subtractDays subtractHours subtractMinutes subtractSeconds subtractMilliseconds subDate subtractInterval
  dateDiff age timeDiff dateName monthName formatDateTime toRelativeDayNum toRelativeHourNum toRelativeMonthNum toRelativeWeekNum toMonthNumSinceEpoch
  toInterval toIntervalYear toIntervalQuarter toIntervalMonth toIntervalWeek toIntervalDay toIntervalHour toIntervalMinute toIntervalSecond toIntervalMillisecond
  tumble tumbleStart tumbleEnd`);

const texts = words(`
  length lengthUTF8 empty notEmpty lower upper lowerUTF8 upperUTF8 initcap initcapUTF8 reverse reverseUTF8 concat concatWithSeparator
  substring substringUTF8 substringIndex left right leftUTF8 rightUTF8 leftPad rightPad trimLeft trimRight trimBoth startsWith endsWith startsWithUTF8 endsWithUTF8
  position positionCaseInsensitive positionUTF8 locate countSubstrings hasToken hasTokenOrNull replaceOne replaceAll replaceRegexpOne replaceRegexpAll
  match extract extractAll extractGroups countMatches splitByChar splitByString splitByWhitespace splitByNonAlpha alphaTokens arrayStringConcat
  format printf translate ascii char base64Encode base64Decode multiSearchAny multiSearchFirstIndex jaroWinklerSimilarity ngramDistance
  isValidUTF8 toValidUTF8 soundex removeDiacriticsUTF8 JSONExtractString JSONExtractInt JSONExtractFloat JSONExtractBool JSONHas JSONLength isValidJSON`);

const collections = words(`
  range arrayConcat arrayPushBack arrayPushFront arrayPopBack arrayPopFront arraySlice arrayResize arrayWithConstant arrayReverse arrayFlatten arrayCompact arrayZip
  arrayDistinct arrayUniq arrayEnumerate arrayEnumerateDense arrayEnumerateUniq arrayIntersect arrayUnion arrayExcept arrayJoin arrayDifference arrayCumSum arrayProduct arrayDotProduct
  arrayMap arrayFilter arrayCount arrayExists arrayAll arrayFirst arrayFirstOrNull arrayFirstIndex arrayLast arrayLastOrNull arrayLastIndex arraySum arrayAvg arrayMin arrayMax
  arraySort arrayReverseSort arrayFill arrayReverseFill arraySplit arrayReverseSplit arrayReduce arrayRotateLeft arrayRotateRight arrayShiftLeft arrayShiftRight arrayTopK
  has hasAll hasAny hasSubstr indexOf countEqual mapKeys mapValues mapContainsKey mapAdd mapSubtract mapFilter mapApply mapSort mapReverseSort mapFromArrays mapConcat
  tuplePlus tupleMinus tupleConcat tupleNames flattenTuple emptyArrayString emptyArrayInt64 emptyArrayFloat64 finalizeAggregation runningDifference rowNumberInAllBlocks`);

const session = words('version currentDatabase');

/** Aggregates and window functions; combinators such as If, Array and OrNull may follow the aggregates. */
const aggregates = words(`
  count min max sum avg any anyLast anyHeavy argMin argMax argAndMin argAndMax avgWeighted sumWithOverflow sumKahan sumMap sumCount minMap maxMap avgMap
  stddevPop stddevSamp varPop varSamp covarPop covarSamp corr skewPop skewSamp kurtPop kurtSamp entropy
  uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 uniqTheta groupArray groupArrayLast groupArraySorted groupArraySample groupArrayMovingAvg groupArrayMovingSum
  groupUniqArray groupConcat groupBitAnd groupBitOr groupBitXor topK topKWeighted approx_top_k histogram deltaSum deltaSumTimestamp exponentialMovingAverage
  median medianExact medianTDigest quantile quantiles quantileExact quantilesExact quantileExactInclusive quantilesExactInclusive quantileExactExclusive quantilesExactExclusive
  quantileExactLow quantileExactHigh quantileExactWeighted quantilesExactWeighted quantileTDigest quantilesTDigest quantileTiming quantilesTiming quantileInterpolatedWeighted
  simpleLinearRegression retention windowFunnel sparkbar boundingRatio singleValueOrNull first_value last_value nth_value maxIntersections intervalLengthSum
  row_number rank dense_rank denseRank percent_rank percentRank cume_dist ntile lag lead lagInFrame leadInFrame nonNegativeDerivative meanZTest studentTTest welchTTest mannWhitneyUTest rankCorr`);

const lower = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));

export const plainFunctions = lower([
  ...operators,
  ...conversions,
  ...mathematics,
  ...days,
  ...texts,
  ...collections,
  ...session,
]);
export const aggregateFunctions = lower(aggregates);

/** What may follow the name of an aggregate. */
export const combinators = words('If Array OrNull OrDefault Distinct ForEach Map ArgMin ArgMax State Merge').map(
  (name) => name.toLowerCase(),
);

/** Functions whose argument of this number is a pattern: it has to be written out, and small. */
export const patternAt: ReadonlyMap<string, number> = new Map(
  words('match extract extractAll extractGroups countMatches replaceRegexpOne replaceRegexpAll').map((name) => [
    name.toLowerCase(),
    1,
  ]),
);

/** Functions whose second argument may be the name of a table. */
export const membership = lower(words('in notIn globalIn globalNotIn nullIn notNullIn'));
