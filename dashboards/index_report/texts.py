"""The words of the report of an index in both languages."""

from collections.abc import Mapping

from dashboards.report.model import Text

WORDS: Mapping[str, Text] = {
    "title": Text("Digital development index", "数字化发展指数"),
    "period": Text("Period", "期间"),
    "edition": Text("Edition", "版本"),
    "index": Text("Index", "指数"),
    "mean": Text("Mean of enterprise indices", "企业指数平均值"),
    "band": Text("5–95 % of runs", "5%–95% 区间"),
    "rank": Text("Rank", "名次"),
    "ranks": Text("Ranks, 5–95 % of runs", "名次区间"),
    "above": Text("Runs above 103.8", "高于103.8的占比"),
    "units": Text("Units", "单位数"),
    "with_index": Text("With an index", "有指数的单位"),
    "growth": Text("Growth since", "增长"),
    "radar": Text("Dimensions", "四个维度"),
    "bars": Text("Indicators: scores with bands", "28 项指标得分与区间"),
    "index_bands": Text("Index of every unit, with its band", "各单位指数与区间"),
    "rank_intervals": Text("How sure are the ranks", "名次区间"),
    "decomposition": Text("What sets it apart from the national average", "与全国平均之差的分解"),
    "raise": Text("What would raise the index most, each alone", "单项改进对指数的提升"),
    "what_if": Text(
        "What if the weakest stood at the national reference", "情景：短板达到全国参考值"
    ),
    "trend": Text("Trend", "走势"),
    "change": Text("What the change is made of", "变动的构成"),
    "weights": Text("Shares of weight", "权重构成"),
    "facts": Text("Published fact and our design", "公布事实与本项目设计"),
    "sectors": Text("Sectors", "行业"),
    "sector": Text("Sector", "行业"),
    "references": Text("Rates beside their national references", "指标值与全国参考值"),
    "indicator": Text("Indicator", "指标"),
    "dimension": Text("Dimension", "维度"),
    "value": Text("Value", "数值"),
    "score": Text("Score", "得分"),
    "points": Text("Points of the index", "指数点数"),
    "national": Text("National", "全国参考值"),
    "benchmark": Text("Benchmark", "标杆参考值"),
    "status": Text("Reference is", "参考值性质"),
    "reference_mismatch": Text("Reference mismatch", "参考值口径不一致"),
    "gain": Text("Gain", "提升"),
    "behind": Text("Behind it, share of the gap", "主要来源（占差距比例）"),
    "unit": Text("Unit", "单位"),
    "cause": Text("Part", "构成"),
    "sme": Text(
        "Covered items of the SME indicators 2024", "中小企业数字化水平指标（2024）可覆盖项"
    ),
    "extras": Text("Green figures outside the index", "指数以外的绿色指标"),
    "item": Text("Item", "题项"),
    "most": Text("At most", "满分"),
    "measured": Text("measured", "实测"),
    "declared": Text("declared", "申报"),
    "generated": Text("generated", "生成数据"),
    "imputed": Text("imputed", "插补"),
    "not_applicable": Text("not applicable", "不适用"),
    "missing": Text("missing", "缺失"),
    "published": Text("published", "公布"),
    "assumed": Text("assumed", "假定"),
    "subject_line": Text("This report", "本报告"),
    "chongqing": Text("Chongqing 125.8, as published", "重庆125.8（公布值）"),
    "not_covered": Text("not covered", "不覆盖"),
    "definition": Text("definition", "定义不同"),
    "level": Text("level", "层级不同"),
    "population": Text("population", "统计范围不同"),
    "national_target": Text("To national", "达到全国参考值"),
    "peers_target": Text("To upper quartile of peers", "达到同类上四分位"),
    "benchmark_target": Text("To benchmark", "达到标杆值"),
    "left": Text("units that left", "退出单位"),
    "entered": Text("units that entered", "新进单位"),
    "others": Text("all other indicators", "其余指标"),
    "membership": Text("units that left or entered", "单位进出"),
    "restated": Text("restated values", "数据修订"),
    "references_changed": Text("change of references", "参考值变动"),
    "cell": Text("Status and source", "数据状态与来源"),
    "points_sme": Text("Points", "得分"),
}

# Units of measure that are words, status and source of a cell, and what a run rests on.
TOLD: Mapping[str, Text] = {
    "base = 100": Text("(base period = 100)", "（基期 = 100）"),
    "last year = 100": Text("(last year = 100)", "（上年 = 100）"),
    "observed": Text("observed", "已观测"),
    "none_automatic": Text("nothing automatic", "无自动运行"),
    "censored": Text("lower limit", "下限值"),
    "not_applicable": WORDS["not_applicable"],
    "insufficient": Text("too little seen", "数据不足"),
    "missing": WORDS["missing"],
    "telemetry": Text("telemetry", "遥测"),
    "records": Text("records", "业务记录"),
    "register": Text("register", "台账"),
    "survey": Text("survey", "问卷"),
    "generated": WORDS["generated"],
    "edition": WORDS["edition"],
    "inputs": Text("digest of inputs", "输入摘要"),
    "vintage": Text("newest observation", "最新观测时间"),
    "runs": Text("runs", "抽样次数"),
    "seed": Text("seed", "随机种子"),
}

COMPARABLE = Text(
    "What is comparable: the anchors 103.8 (national average) and 177.4 (benchmark) are official"
    " numbers; all indicators at the national references score 103.8, all at the benchmarks 177.4."
    " What is not: the position between the anchors is ours, as are the list, the weights and the"
    " formulas. Scores are not comparable with the published 125.8 except by construction at the"
    " anchors; the dashed line is drawn for orientation only.",
    "可比部分：锚点103.8（全国平均）与177.4（标杆）为官方公布值；全部指标等于全国参考值时得分为"
    "103.8，全部等于标杆值时为177.4。不可比部分：锚点之间的位置、指标清单、权重与公式均为本项目设计。"
    "除锚点处由构造保证外，得分与公布的125.8不可比；虚线仅供参照。",
)
FACTS: tuple[tuple[Text, Text], ...] = (
    (
        Text("Published fact", "公布事实"),
        Text(
            "The three figures 103.8, 125.8 and 177.4; four dimensions; 28 sub-items; who compiled"
            " them (May 2023).",
            "三个数值103.8、125.8、177.4；四个维度；28个子项；编制单位（2023年5月）。",
        ),
    ),
    (
        Text("Our design", "本项目设计"),
        Text(
            "Which 28 indicators, their formulas and weights (equal), the three-point scale, and"
            " every reference that is marked assumed.",
            "28项指标的选取、公式与权重（等权）、三点参考标度，以及标注为“假定”的参考值。",
        ),
    ),
    (
        Text("Generated", "生成数据"),
        Text(
            "Enterprises and answers marked generated come from a documented generator; they never"
            " count as measured.",
            "标注为“生成数据”的企业与问卷来自有说明的生成器，不计入实测。",
        ),
    ),
)
REGION_NOTE = Text(
    "A region's indicators are rolled up first, some weighted by assets or output, and scored then;"
    " the mean of enterprise indices differs from that by these weights and by the kink of the"
    " scale. Dark bands are the middle half of the units' scores; the score of the region may lie"
    " outside.",
    "地区得分为先汇总各指标（部分按资产或产值加权）再计分；企业指数平均值因权重与标度折点而与之不同。"
    "深色区间为各单位得分的中间一半，地区得分可能落在区间之外。",
)
BAND_NOTE = Text(
    "Bands come from drawing weights, scales, aggregations, imputations and data errors at once;"
    " the index by the chosen methods need not lie in their middle.",
    "区间来自对权重、标度、汇总方式、插补与数据误差的联合抽样；所选方法下的指数不必位于区间中央。",
)
PLANT_NOTE = Text(
    "Dark bands are the scores at the bounds of what was measured; where nothing was left unseen"
    " there is none.",
    "深色区间为实测值上下限对应的得分；没有未观测部分时不显示。",
)
NO_INDEX = Text("No index: without a score are", "没有指数，以下维度无得分：")
TREND_NOTE = Text(
    "Enterprises enter and leave between periods, which moves the index and the mean, too.",
    "各期参评企业有进有出，也会使指数与平均值变动。",
)
SECTOR_NOTE = Text(
    "The index of a sector is of all its units, rolled up by indicator; a unit of which too little"
    " was seen has no index of its own.",
    "行业指数由该行业全部单位先汇总各指标再计分；数据不足的单位没有单独的指数。",
)
MISMATCH_NOTE = Text(
    "A published reference that is of something else is set in bold: {names}. The others that do"
    " not match, in grey, are demonstration values, assumed for a plant.",
    "公布参考值口径不一致者以粗体标出：{names}；其余以灰色标出者为按单个企业假定的示范值。",
)
# Why a figure is withheld, by the reason of the rule.
WITHHELD: Mapping[str, Text] = {
    "few_units": Text("fewer than three units told it", "填报单位少于三家"),
    "dominated": Text("one unit has most of it", "单一单位占比过大"),
    "p_percent": Text("one unit could be estimated from it", "可据此估算单一单位"),
    "complementary": Text("it would tell one that is withheld", "可推算出其他不公布的数值"),
}
NOT_SHOWN: Mapping[str, Text] = {
    "region": Text("The region's figures are withheld", "地区数值不公布"),
    "mean": Text("The mean of enterprise indices is withheld", "企业指数平均值不公布"),
    "change": Text(
        "What the change is made of is withheld: too few units stand behind its parts",
        "变动的构成不公布：构成部分所含单位过少",
    ),
    "membership": Text(
        "Units that left or entered are too few for a part of their own: what they did is in the"
        " parts of the indicators",
        "进出单位过少，不单列；其影响计入各指标",
    ),
}
STEPS_NOTE = Text(
    "Each step alone, points of the index in brackets: steps to different marks of one indicator"
    " do not add up.",
    "每项单独计算，括号内为指数点数；同一指标的不同目标不可相加。",
)
SOURCES = Text("Where published references were read", "公布参考值来源")
SME_NOTE = Text(
    "A side table: these points are in no index, and a level needs the scenarios, too.",
    "附表：该得分不进入指数；评定等级还需业务场景部分。",
)
