"""The 14 business links of the MIIT SME digital-level indicators (indices reference 2.2)."""

from collections.abc import Mapping

LINKS: Mapping[str, tuple[str, str]] = {
    "product_design": ("product design", "产品设计"),
    "process_design": ("process design", "工艺设计"),
    "marketing": ("marketing", "营销管理"),
    "after_sales": ("after-sales", "售后服务"),
    "scheduling": ("scheduling", "计划排程"),
    "production_control": ("production control", "生产管控"),
    "quality": ("quality", "质量管理"),
    "equipment": ("equipment", "设备管理"),
    "safety": ("safety", "安全生产"),
    "energy": ("energy", "能耗管理"),
    "purchasing": ("purchasing", "采购管理"),
    "warehouse": ("warehouse", "仓储物流"),
    "finance": ("finance", "财务管理"),
    "human_resources": ("human resources", "人力资源"),
}
