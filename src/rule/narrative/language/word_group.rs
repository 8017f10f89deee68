//! The word groups that reading asks for by themselves. A group that only forms speak of needs no entry here; one that is
//! here and not in the data is a mistake of the data, told on load.

/// Names the groups: in the field's terms, and as `narrative.toml` has them.
macro_rules! word_groups {
    ($($group:ident = $name:literal,)+) => {
        /// A group of words that reading asks for; what its words tell stands beside them in `common/narrative.toml`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum WordGroup {
            $($group,)+
        }

        impl WordGroup {
            /// Their names in the data, in the order of the groups.
            pub(super) const NAMES: [&str; [$($name),+].len()] = [$($name),+];
        }
    };
}

word_groups! {
    Change = "升降",
    ReasonChange = "原因的增减",
    RateDirection = "率向",
    Reason = "原因",
    Purpose = "用途",
    WholeYearBudget = "全年预算",
    Listing = "列举",
    FundSource = "来源",
    OfWhich = "其中",
    DividedBy = "按照",
    Division = "划分",
    Respectively = "分别",
    Total = "合计",
    BudgetColumn = "预算列",
    ChangeColumn = "增减列",
    ChangeRateColumn = "增减率列",
    Project = "项目",
    OfProjects = "项目的钱",
    ProjectKind = "项目括注",
    BodyBelow = "下属机构",
    And = "连接",
    FundUse = "安排",
    FundedExpenditure = "安排的支出",
    AllBut = "除外",
    ThisYear = "今年",
    EconomicGroupName = "款名",
    Personnel = "人员经费",
    PersonnelClass = "人员经费的类",
    PublicUse = "公用经费",
    PublicUseClass = "公用经费的类",
    GroupOfEitherUse = "两边的款",
    OwnOffice = "本级",
    BudgetOfBody = "预算的",
    Body = "机构",
    ProjectCount = "项目个数",
    SomeProjects = "部分项目",
    CarriedOver = "结转",
    LeftOver = "留用",
    NoRunningCosts = "无运行费",
    People = "人数",
    StaffKind = "编制",
    PostKind = "编制的类",
    ServingOrRetired = "在职和离退",
    RevenueOrExpenditure = "收支",
    BothTotals = "收支合计",
    ReasonSubject = "原因的主语",
    SameBasis = "同口径",
    OtherBreakdown = "另一种分法",
    ProcurementKind = "采购的类",
    ProcurementWay = "采购的方式",
    Remainder = "其余",
    Occupying = "占用",
    FundKind = "资金种类",
    AsOf = "截至",
    AllFunds = "全口径",
    Appropriation = "拨款的钱",
    Containing = "内含",
    FundsOfBudgets = "四本预算",
    ExpenditureKind = "各种支出",
    StateCapital = "国有资本",
    OtherFunds = "其余资金",
    FundsWithoutTable = "没有表的资金",
    Deduction = "减项",
    Comparison = "相比",
    LastYear = "上年",
    Expenditure = "支出",
    Executed = "已执行",
    GovernmentItem = "政府科目",
    LastYearFigure = "上年数",
    ExecutedFigure = "执行数",
    AllOfThisYear = "本年",
    LeavingOut = "剔除",
    OtherUnit = "别的单位",
    Threshold = "起点",
    Amount = "额",
    Average = "平均",
    RoundedAverage = "均数",
    MultiYearTotal = "几年的总数",
    WholeExpenditure = "整体支出",
    Each = "各得",
    Besides = "此外",
    Same = "相同",
    Roughly = "大致",
    NotPlanned = "未安排",
}
