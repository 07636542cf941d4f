"""California's 58 counties, and the plans that deliver behavioral health services in them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base


class County(Base):
    """One of the 58 counties. The migrations bring the rows."""

    __tablename__ = "county"

    fips: Mapped[str] = mapped_column(primary_key=True)
    """The five digits of the federal code, such as 06037."""
    name: Mapped[str] = mapped_column(unique=True)
    population: Mapped[int]
    """Residents, as compiled in 2025."""


class CountyPlan(Base):
    """A plan: most serve one county; Sutter-Yuba is one plan for two."""

    __tablename__ = "county_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class CountyPlanCounty(Base):
    """Which plan serves which county."""

    __tablename__ = "county_plan_county"

    plan_id: Mapped[int] = mapped_column(ForeignKey("county_plan.id"), primary_key=True)
    county_fips: Mapped[str] = mapped_column(
        ForeignKey("county.fips"), primary_key=True, index=True
    )
